"""The DAGs of conf/airflow in a real Airflow: scheduler, API, dag processor, database, and a spark-submit per task.

Usage: check_airflow.py [demo], from the environments that .ci/airflow makes.
"""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import corner_shop
from check_tables import connect, scan
from tally import Tally

PROJECT = Path(__file__).resolve().parent.parent
WORK = PROJECT / "target" / "airflow"
AIRFLOW = WORK / "venv" / "bin" / "airflow"
DAGS = PROJECT / "conf" / "airflow"
LAKEHOUSE = WORK / "lakehouse"
EXTRACTS = WORK / "extracts"
FIRST, DAYS = "2017-10-31", ["2017-11-01", "2017-11-02", "2017-11-03"]
TIMEOUT_SECONDS = 1500


def unlucky():
    """The daily DAG under another name, of which the machine, not the data, lets the task fail: no JVM starts in so little memory."""
    daily = "\nwith DAG(".join((DAGS / "crosslift_dag.py").read_text().split("\nwith DAG(")[:2])
    small = 'os.environ.get("CROSSLIFT_DRIVER_MEMORY")'
    assert small in daily and '"crosslift",' in daily
    return daily.replace(small, '"1k"').replace('"crosslift",', '"unlucky",', 1)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Airflow:
    """One installation with a database of its own."""

    def __init__(self, source):
        home = WORK / "home"
        for folder in (home, WORK / "dags", LAKEHOUSE, EXTRACTS):
            shutil.rmtree(folder, ignore_errors=True)
        (WORK / "dags").mkdir()
        for file in ("crosslift_dag.py", "crosslift_plan.json"):
            shutil.copy(DAGS / file, WORK / "dags")
        (WORK / "dags" / "unlucky_dag.py").write_text(unlucky())
        # The real days of the data lie years back: whatever a scheduler starts for today finds feeds that are far too late.
        (WORK / "deployment.conf").write_text("quality.max-lag = 60 d\n")
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        self.database = home / "airflow.db"
        self.logs = home / "logs"
        self.service = None
        self.environment = dict(
            os.environ,
            AIRFLOW_HOME=str(home),
            AIRFLOW__CORE__LOAD_EXAMPLES="False",
            AIRFLOW__CORE__DAGS_FOLDER=str(WORK / "dags"),
            AIRFLOW__CORE__PARALLELISM="1",
            AIRFLOW__USAGE_DATA_COLLECTION__ENABLED="False",
            AIRFLOW__API__HOST="127.0.0.1",
            AIRFLOW__API__PORT=str(port),
            AIRFLOW__API__BASE_URL=url,
            AIRFLOW__API__WORKERS="1",
            AIRFLOW__CORE__EXECUTION_API_SERVER_URL=url + "/execution/",
            AIRFLOW_CONN_SPARK_DEFAULT='{"conn_type": "spark", "host": "local[2]"}',
            SPARK_LOCAL_IP="127.0.0.1",
            JAVA_TOOL_OPTIONS="-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC",  # short runs: the better compiler costs more than it saves
            PATH=os.pathsep.join((os.environ["SPARK_HOME"] + "/bin", str(AIRFLOW.parent), os.environ["PATH"])),
            CROSSLIFT_HOME=str(PROJECT),
            CROSSLIFT_LAKEHOUSE=str(LAKEHOUSE),
            CROSSLIFT_EXTRACTS=str(EXTRACTS),
            CROSSLIFT_CONFIG=str(WORK / "deployment.conf"),
            CROSSLIFT_DRIVER_MEMORY="2g",
            **source,
        )
        self.run("db", "migrate")

    def run(self, *arguments, code=0):
        """Runs a command of Airflow; returns all that it printed."""
        start = time.monotonic()
        result = subprocess.run(
            [str(AIRFLOW), *arguments],
            cwd=WORK,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
        print(f"        airflow {' '.join(arguments[:3])}: {time.monotonic() - start:.0f} s", flush=True)
        assert result.returncode == code, f"exit {result.returncode}:\n{result.stdout[-4000:]}"
        return result.stdout

    def rows(self, query):
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30) as connection:
            return connection.execute(query).fetchall()

    def runs(self, where):
        return self.rows(f"SELECT run_id, state, data_interval_start FROM dag_run WHERE {where} ORDER BY start_date")

    def task(self, dag_id, run_id="%"):
        """State and number of tries of the one task of a run, and what its log says."""
        found = self.rows(
            f"SELECT state, try_number, run_id FROM task_instance WHERE dag_id = '{dag_id}' AND run_id LIKE '{run_id}'"
        )
        assert len(found) == 1, found
        logs = sorted(self.logs.glob(f"dag_id={dag_id}/run_id={found[0][2]}/task_id=*/*.log"))
        return found[0][0], found[0][1], "\n".join(log.read_text() for log in logs)

    def until(self, what, condition, seconds=TIMEOUT_SECONDS):
        deadline = time.monotonic() + seconds
        while not condition():
            assert self.service.poll() is None, f"the service ended with {self.service.returncode}, see {WORK}/service.log"
            assert time.monotonic() < deadline, f"{what} did not come in {seconds} s: " + str(
                self.rows("SELECT dag_id, run_id, task_id, state, try_number FROM task_instance")
            )
            time.sleep(1)

    def start(self):
        log = (WORK / "service.log").open("w")
        self.service = subprocess.Popen(
            [str(AIRFLOW), "standalone"],
            cwd=WORK,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def stop(self):
        if self.service is None:
            return
        self.service.terminate()
        try:
            self.service.wait(30)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self.service.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def published():
    """As-of days of the published runs, in the order of their publication."""
    query = f"SELECT as_of::VARCHAR FROM {scan(LAKEHOUSE / 'ops' / 'run')} WHERE status = 'published' ORDER BY finished_at"
    return [row[0] for row in connect().execute(query).fetchall()]


class Dags:
    """What a user of the DAGs relies on; the checks build on each other, in this order."""

    def __init__(self, airflow):
        self.airflow = airflow

    def imports(self):
        self.airflow.run("dags", "reserialize")
        errors = self.airflow.rows("SELECT filename, stacktrace FROM import_error")
        assert not errors, errors
        known = {row[0] for row in self.airflow.rows("SELECT dag_id FROM dag")}
        assert known == {"crosslift", "crosslift_extracts", "unlucky"}, known

    def plan_is_the_product_s(self):
        plan = subprocess.run([str(PROJECT / "submit.sh"), "plan"], capture_output=True, text=True, check=True).stdout
        assert json.loads(plan) == json.loads((DAGS / "crosslift_plan.json").read_text()), (
            "write it anew: ./submit.sh plan >conf/airflow/crosslift_plan.json"
        )

    def manual_run(self):
        self.airflow.run("dags", "test", "crosslift", "-c", json.dumps({"run_date": FIRST}))
        assert published() == [FIRST], published()

    def service(self):
        """Everything that a scheduler is to do is told before it starts: its small database admits one writer."""
        first, last = (f"{day}T03:00:00+00:00" for day in (DAYS[0], DAYS[-1]))
        backfill = ("--dag-id", "crosslift", "--from-date", first, "--to-date", last, "--max-active-runs", "1")
        self.airflow.run("backfill", "create", *backfill, "--reprocess-behavior", "completed")
        self.airflow.run("dags", "unpause", "--treat-dag-id-as-regex", "-y", ".*")
        self.airflow.start()

    def backfill(self):
        airflow = self.airflow
        mine = "dag_id = 'crosslift' AND run_type = 'backfill'"
        airflow.until("the backfill", lambda: all(run[1] in ("success", "failed") for run in airflow.runs(mine)))
        runs = airflow.runs(mine)
        assert [run[1] for run in runs] == ["success"] * 3, runs
        assert [run[2][:10] for run in runs] == DAYS, runs
        assert published() == [FIRST, *DAYS], published()

    def failed_gate(self):
        airflow = self.airflow
        mine = "dag_id = 'crosslift' AND run_type = 'scheduled'"
        airflow.until("the scheduled run", lambda: airflow.runs(mine) and airflow.runs(mine)[0][1] == "failed")
        state, tries, log = airflow.task("crosslift", "scheduled%")
        assert (state, tries) == ("failed", 1), (state, tries)
        said = [line for line in log.splitlines() if "exit 3, not retried: crosslift: " in line]
        assert said and "quality.max-lag" in said[0], log[-3000:]
        print(f"        {json.loads(said[0])['error_detail'][0]['exc_value']}", flush=True)

    def tried_again(self):
        airflow = self.airflow
        airflow.until("the unlucky task", lambda: airflow.task("unlucky")[0] in ("up_for_retry", "failed"))
        state, tries, log = airflow.task("unlucky")
        assert state == "up_for_retry" and "Error code is: 1." in log, (state, tries, log[-3000:])

    def extracts(self):
        airflow = self.airflow
        mine = "dag_id = 'crosslift_extracts' AND run_type = 'asset_triggered'"
        airflow.until(
            "the extracts",
            lambda: airflow.runs(mine) and all(run[1] in ("success", "failed") for run in airflow.runs(mine)),
        )
        assert all(run[1] == "success" for run in airflow.runs(mine)), airflow.runs(mine)
        table = scan(LAKEHOUSE / "kpi" / "kpi_attach")
        connection = connect()
        rows = connection.execute(f"SELECT count(*) FROM '{EXTRACTS}/kpi_attach.parquet'").fetchone()[0]
        assert rows == connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0, rows
        connection.execute((EXTRACTS / "crosslift.sql").read_text())
        assert connection.execute("SELECT count(*) FROM kpi.kpi_attach").fetchone()[0] == rows


def main(arguments):
    WORK.mkdir(parents=True, exist_ok=True)
    source = {"CROSSLIFT_SOURCE": "complete-journey"}
    if arguments != ["demo"]:
        source["CROSSLIFT_INPUT"] = str(corner_shop.make(WORK / "shop"))
    airflow = Airflow(source)
    dags = Dags(airflow)
    tally = Tally()
    tally.check("Airflow imports the DAGs without errors", dags.imports)
    tally.check("the plan beside the DAG is the product's", dags.plan_is_the_product_s)
    tally.check("dags test with a run_date publishes that day", dags.manual_run)
    try:
        tally.check("the service starts with a backfill and a task to do", dags.service)
        tally.check("a backfill publishes three days in order", dags.backfill)
        tally.check("a gate that fails fails the task once, in our words", dags.failed_gate)
        tally.check("what the machine failed is tried again", dags.tried_again)
        tally.check("the assets of a published run refresh the extracts", dags.extracts)
    finally:
        airflow.stop()
    return tally.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
