"""Times journeys and path counts side by side: this program (`bench journeys --peers`, which measures its floor and the usual Spark windows
too) and DuckDB over the same Delta tables, in one run on one machine.

DuckDB answers a simpler question, as a query of a notebook does: a journey ends at a conversion, every touch counts for every family, and
nothing lapses. It gets two threads and the memory that the job's driver has.

Usage: bench_journeys.py [--touches 20000000] [--rounds 3] [--memory 8g], from the environment that .ci/end-to-end makes (it needs DuckDB).
"""

import argparse
import os
import re
import subprocess
import time
from pathlib import Path

from check_tables import connect

PROJECT = Path(__file__).resolve().parent.parent
SUBMIT = str(PROJECT / "submit.sh")

TABLES = """
CREATE OR REPLACE TEMP VIEW touches AS SELECT account_id, event_ts AS happened_at, channel FROM delta_scan('{core}/touchpoints');
CREATE OR REPLACE TEMP VIEW conversions AS SELECT account_id, converted_at AS happened_at FROM delta_scan('{fact}/fct_conversion');
"""

# The number of conversions before a touch is its journey; paths are put together once per journey.
WINDOW = """
SELECT path, count(*) AS journeys, sum(converted) AS conversions FROM (
  SELECT string_agg(channel, ' > ' ORDER BY happened_at) AS path, max(is_conversion) AS converted FROM (
    SELECT account_id, happened_at, channel, is_conversion,
           coalesce(sum(is_conversion) OVER (PARTITION BY account_id ORDER BY happened_at, is_conversion
                                             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS journey
    FROM (SELECT account_id, happened_at, channel, 0 AS is_conversion FROM touches
          UNION ALL SELECT account_id, happened_at, NULL, 1 FROM conversions))
  GROUP BY account_id, journey)
GROUP BY path
"""

# The next conversion of a touch is its journey.
NEXT_CONVERSION = """
SELECT path, count(*) AS journeys, count(ended) AS conversions FROM (
  SELECT string_agg(t.channel, ' > ' ORDER BY t.happened_at) AS path, c.happened_at AS ended
  FROM touches t ASOF LEFT JOIN conversions c ON t.account_id = c.account_id AND t.happened_at <= c.happened_at
  GROUP BY t.account_id, c.happened_at)
GROUP BY path
"""


def line(what, seconds, ours, more=""):
    print(f"{what:<44} {seconds:>7.1f} s  {seconds / ours:>5.2f} x ours  {more}", flush=True)


def main():
    arguments = argparse.ArgumentParser(description="Times journeys to path counts against DuckDB and Spark's usual windows.")
    arguments.add_argument("--touches", type=int, default=20_000_000)
    arguments.add_argument("--rounds", type=int, default=3, help="of each query, the quickest counts")
    arguments.add_argument("--memory", default="8g", help="of the driver, and of DuckDB")
    arguments.add_argument("--lakehouse", default=str(PROJECT / "target" / "bench" / "journeys"))
    arguments = arguments.parse_args()
    lakehouse = f"{arguments.lakehouse}-{arguments.touches}"
    done = subprocess.run(
        [SUBMIT, "bench", "journeys", "--touches", str(arguments.touches), "--peers", "--lakehouse", lakehouse],
        env={**os.environ, "CROSSLIFT_DRIVER_MEMORY": arguments.memory},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    print(done.stdout)
    ours = float(re.search(r"^journeys to paths +([0-9.]+) s", done.stdout, re.MULTILINE)[1])
    line("journeys to paths", ours, ours)
    duckdb = connect()
    duckdb.execute(f"SET threads = 2; SET memory_limit = '{arguments.memory.upper()}B'; SET preserve_insertion_order = false")
    duckdb.execute(TABLES.format(core=f"{lakehouse}/core", fact=f"{lakehouse}/fact"))
    for name, query in {"a running count of conversions": WINDOW, "the next conversion of a touch": NEXT_CONVERSION}.items():
        seconds = []
        for _ in range(arguments.rounds):
            start = time.monotonic()
            duckdb.execute(f"CREATE OR REPLACE TEMP TABLE paths AS {query}")
            seconds.append(time.monotonic() - start)
        paths, journeys, conversions = duckdb.execute("SELECT count(*), sum(journeys), sum(conversions) FROM paths").fetchone()
        line(f"DuckDB: {name}", min(seconds), ours, f"{paths:,} paths, {journeys:,} journeys, {conversions:,} conversions")


if __name__ == "__main__":
    main()
