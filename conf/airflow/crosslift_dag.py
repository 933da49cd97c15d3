"""Crosslift in Airflow 3: a daily run, and a refresh of what is extracted from it whenever it has published.

Copy this file and crosslift_plan.json (what `./submit.sh plan` prints: the stages, and the tables they publish) into the folder of
DAGs. Needs apache-airflow-providers-apache-spark, the `spark-submit` of Spark 4.1.0 on the PATH of the workers (with SPARK_HOME), and
a connection `spark_default`, whose host is the master: local[*], yarn, spark://host:7077, k8s://...

Environment of the Airflow services (scheduler, dag processor, workers), all optional but the first:

  CROSSLIFT_HOME       the project: target/crosslift.jar, target/delta/*.jar and conf/ are taken from here
  CROSSLIFT_LAKEHOUSE  folder or URI of the lakehouse; names the assets too
  CROSSLIFT_SOURCE     name or file of the source          CROSSLIFT_INPUT   folder or URI its files lie in
  CROSSLIFT_CONFIG     settings of the deployment, see conf/cluster.conf
  CROSSLIFT_EXTRACTS   folder or URI for extracts          CROSSLIFT_SCHEDULE  cron expression in UTC, at 3:00 unless set
  CROSSLIFT_DRIVER_MEMORY  such as 4g

One task runs all stages: no stage can be retried alone, for a run is published whole or not at all, and what an unfinished run has
written to `core` and `fact` is undone by the next. A retry after a failure of the machine finds what did not change already done.

Backfill, oldest day first: `airflow backfill create --dag-id crosslift --from-date .. --to-date .. --max-active-runs 1`. Each of its
runs passes `--from` with its own day, as a day older than the newest published one is refused otherwise.
"""

import json
import os
import re
from datetime import timedelta
from glob import glob
from pathlib import Path

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import DAG, Asset, CronDataIntervalTimetable, Param
from airflow.sdk.exceptions import AirflowException, AirflowFailException

HOME = Path(os.environ.get("CROSSLIFT_HOME", "/opt/crosslift"))
LAKEHOUSE = os.environ.get("CROSSLIFT_LAKEHOUSE", str(HOME / "lakehouse"))
EXTRACTS = os.environ.get("CROSSLIFT_EXTRACTS", str(HOME / "extracts"))
EXPORTED = ("kpi_attribution", "kpi_attach")

# The last day included: the day that is over in a scheduled run or a backfill, `run_date` where a person has named one.
AS_OF = "{{ params.run_date or ((data_interval_start or dag_run.run_after) | ds) }}"
FROM = (
    "{% set from_date = params.from_date or (dag_run.run_type == 'backfill' and data_interval_start | ds) %}"
    "{{ '--from=' ~ from_date if from_date else '' }}"
)


class CrossliftOperator(SparkSubmitOperator):
    """Runs one command of Crosslift; Airflow retries what another try may mend, and only that.

    Settings (exit 2) and data (exit 3) stay wrong until somebody corrects them: such a task fails at once, with the sentence that
    Crosslift ended with. An unexpected failure (1), a lost write conflict (4) and a spark-submit that was killed are retried.
    """

    def __init__(self, *, command, **kwargs):
        kwargs.setdefault("name", "crosslift-" + command[0])
        kwargs.setdefault("driver_memory", os.environ.get("CROSSLIFT_DRIVER_MEMORY"))
        super().__init__(
            application=str(HOME / "target" / "crosslift.jar"),
            java_class="io.crosslift.App",
            jars=",".join(sorted(glob(str(HOME / "target" / "delta" / "*.jar")))),
            properties_file=str(HOME / "conf" / "spark-defaults.conf"),
            conf={
                "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={(HOME / 'conf' / 'log4j2.properties').as_uri()}",
                "spark.yarn.maxAppAttempts": "1",
            },
            application_args=[*command, "--lakehouse", LAKEHOUSE, *option("--config", "CROSSLIFT_CONFIG"), "--quiet"],
            deploy_mode="client",  # the only one in which exit codes reach Airflow
            durable=False,
            yarn_track_via_rm_api=False,
            **kwargs,
        )

    def execute(self, context):
        self.application_args = [argument for argument in self.application_args if argument]
        try:
            return super().execute(context)
        except AirflowException as failure:
            code = re.search(r"Error code is: (\d+)", str(failure))
            if code and code.group(1) in ("2", "3"):
                said = [line for line in str(failure).splitlines() if line.strip().startswith("crosslift: ")]
                raise AirflowFailException(f"exit {code.group(1)}, not retried: {said[-1].strip() if said else failure}") from failure
            raise


def option(name, variable):
    value = os.environ.get(variable)
    return [name, value] if value else []


def published_tables():
    """The KPI tables, as the plan beside this file names them, each once."""
    stages = json.loads(Path(__file__).with_name("crosslift_plan.json").read_text())["stages"]
    return sorted({table for stage in stages for table in stage["writes"] if table.startswith("kpi.")})


def asset(table):
    schema, name = table.split(".")
    folder = LAKEHOUSE if "://" in LAKEHOUSE else Path(LAKEHOUSE).absolute().as_uri()
    return Asset(name=f"crosslift.{table}", uri=f"{folder.rstrip('/')}/{schema}/{name}")


ASSETS = [asset(table) for table in published_tables()]
SOURCE = [*option("--source", "CROSSLIFT_SOURCE"), *option("--input", "CROSSLIFT_INPUT")]

with DAG(
    "crosslift",
    description="One day: reads the feeds, credits, measures, publishes the KPI tables.",
    schedule=CronDataIntervalTimetable(os.environ.get("CROSSLIFT_SCHEDULE", "0 3 * * *"), timezone="UTC"),
    max_active_runs=1,
    params={
        "run_date": Param(None, type=["null", "string"], format="date", description="Last day included; empty: the day before."),
        "from_date": Param(None, type=["null", "string"], format="date", description="Restate all months from this day's on."),
    },
    default_args={"retries": 2, "retry_delay": timedelta(minutes=5), "retry_exponential_backoff": True},
    tags=["crosslift"],
):
    CrossliftOperator(
        task_id="run",
        command=["run", *SOURCE, "--as-of", AS_OF, FROM],
        outlets=ASSETS,
        max_active_tis_per_dag=1,  # one writer: a backfill and the daily run wait for each other
        execution_timeout=timedelta(hours=6),
    )

with DAG(
    "crosslift_extracts",
    description="After each published run: the views for DuckDB and the files of the tables that are wanted as files.",
    schedule=ASSETS,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=5)},
    tags=["crosslift"],
):
    CrossliftOperator(task_id="register", command=["register", "--duckdb", f"{EXTRACTS.rstrip('/')}/crosslift.sql"])
    for exported in EXPORTED:
        CrossliftOperator(
            task_id=f"export_{exported}",
            command=["export", "--table", exported, "--format", "parquet", "--out", EXTRACTS],
        )
