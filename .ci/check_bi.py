"""What BI tools see: JDBC and beeline through `serve` and `register`, and Cube, against the tables without Spark.

Usage: check_bi.py [LAKEHOUSE]
"""

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from deltalake import DeltaTable

import corner_shop
from check_cube import CubeModel
from check_tables import SCHEMAS, connect, scan, tables_of
from tally import Tally

PROJECT = Path(__file__).resolve().parent.parent
WORK = PROJECT / "target" / "bi"
EXPECTED = WORK / "expected"
SCRIPT = WORK / "crosslift.sql"
OTHER_SCRIPT = WORK / "prefixed.sql"
CUBE = WORK / "cube"
TIMEOUT_SECONDS = 900
SHOWN_ROWS = 3

DELTA_TO_JDBC = {"long": "BIGINT", "integer": "INT"}
NESTED = {"array": "ARRAY<>", "map": "MAP<>", "struct": "STRUCT<>"}


def run(command, name, **options):
    """Runs a command; its output goes to target/bi/NAME.out, and the end of it into the message of a failure."""
    out = WORK / f"{name}.out"
    start = time.monotonic()
    with out.open("w") as stdout:
        code = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.STDOUT,
            timeout=TIMEOUT_SECONDS,
            **options,
        ).returncode
    print(f"        {name}: exit {code} after {time.monotonic() - start:.0f} s", flush=True)
    assert code == 0, f"exit {code}, the end of {out}:\n" + "\n".join(out.read_text().splitlines()[-30:])
    return out.read_text()


def submit(name, *arguments):
    return run([PROJECT / "submit.sh", *arguments, "--quiet"], name, cwd=WORK)


def questions():
    """The statements of the site's page, in order, each with its heading."""
    page = (PROJECT / "src/site/markdown/questions.md").read_text()
    return re.findall(r"^## \d+\. (.+?)\n\n```sql\n(.+?)```", page, re.MULTILINE | re.DOTALL)


def jdbc_type(delta_type):
    if isinstance(delta_type, dict):
        return NESTED[delta_type["type"]]
    return DELTA_TO_JDBC.get(delta_type, delta_type.upper())


def cell(value):
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


class Bi:
    def __init__(self, lakehouse):
        self.lakehouse = lakehouse
        self.server = None
        self.url = None

    def expect(self):
        """What the tables say to DuckDB and delta-rs: columns, and the answers to the ten questions."""
        shutil.rmtree(EXPECTED, ignore_errors=True)
        EXPECTED.mkdir(parents=True)
        submit("register-duckdb", "register", "--lakehouse", self.lakehouse, "--duckdb", SCRIPT)
        lines = []
        for schema in SCHEMAS:
            for path in tables_of(self.lakehouse, schema):
                for field in json.loads(DeltaTable(path).schema().to_json())["fields"]:
                    comment = field["metadata"].get("comment", "")
                    lines.append("\t".join((schema, path.name, field["name"], jdbc_type(field["type"]), comment)))
        (EXPECTED / "columns.tsv").write_text("\n".join(lines) + "\n")
        connection = connect()
        connection.execute(SCRIPT.read_text())
        asked = questions()
        assert len(asked) == 10, f"{len(asked)} questions"
        answered = 0
        for number, (_, sql) in enumerate(asked, 1):
            rows = connection.execute(sql).fetchall()
            answered += bool(rows)
            (EXPECTED / f"{number:02}.sql").write_text(sql)
            (EXPECTED / f"{number:02}.tsv").write_text("".join("\t".join(map(cell, row)) + "\n" for row in rows))
        assert answered >= 7, f"only {answered} of 10 questions have rows: is this the demo's lakehouse?"

    def serve(self):
        out = (WORK / "serve.out").open("w")
        start = time.monotonic()
        self.server = subprocess.Popen(
            [PROJECT / "submit.sh", "serve", "--lakehouse", self.lakehouse, "--port", "0"],
            cwd=WORK / "server",
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        while time.monotonic() - start < TIMEOUT_SECONDS and self.server.poll() is None:
            found = re.search(r"(\d+) tables at (jdbc:\S+),", (WORK / "serve.out").read_text())
            if found:
                self.url = found[2]
                print(f"        serve: up after {time.monotonic() - start:.0f} s", flush=True)
                declared = len({tuple(line.split("\t")[:2]) for line in (EXPECTED / "columns.tsv").read_text().splitlines()})
                assert int(found[1]) == declared, f"{found[1]} tables instead of {declared}"
                return
            time.sleep(0.5)
        raise AssertionError("no server:\n" + (WORK / "serve.out").read_text()[-3000:])

    def jdbc(self):
        command = ["mvn", "-q", "-B", "-Dstyle.color=never", "-f", PROJECT / "src/test/jdbc/pom.xml", "test"]
        run([*command, f"-Djdbc.url={self.url}", f"-Dexpected={EXPECTED}"], "jdbc-tests")

    def show_answers(self):
        """Both answers to each question, the first rows of each."""
        for number, (question, _) in enumerate(questions(), 1):
            tables = (EXPECTED / f"{number:02}.tsv").read_text().splitlines()
            server = (EXPECTED / f"{number:02}.jdbc.tsv").read_text().splitlines()
            print(f"        {number}. {question}")
            for name, rows in (("tables", tables), ("jdbc  ", server)):
                print(f"           {name} {len(rows)} rows")
                for row in rows[:SHOWN_ROWS]:
                    print("                 " + row.replace("\t", " | "))
            assert len(tables) == len(server)

    def beeline(self, name, *arguments):
        distribution = PROJECT / "target/spark-hive/pyspark"
        program = distribution / "bin/beeline" if distribution.is_dir() else "beeline"
        options = ["--silent=true", "--outputformat=tsv2", "-u", self.url, "-n", "analyst"]
        return run([program, *options, *arguments], name, cwd=WORK)

    def register_anew(self):
        """Over JDBC onto what is there; and by a file that a person runs, in databases of another name, twice."""
        submit("register-jdbc", "register", "--lakehouse", self.lakehouse, "--jdbc", self.url)
        runs = f"SELECT run_id FROM {scan(self.lakehouse / 'ops' / 'run')} WHERE status = 'published' ORDER BY finished_at DESC"
        (published,) = connect().execute(runs).fetchone()
        arguments = ("--sql", OTHER_SCRIPT, "--prefix", "other_", "--run", published)
        submit("register-sql", "register", "--lakehouse", self.lakehouse, *arguments)
        self.beeline("beeline-register", "-f", OTHER_SCRIPT)
        self.beeline("beeline-register-again", "-f", OTHER_SCRIPT)
        seen = self.beeline(
            "beeline",
            *("-e", "SHOW TABLES IN flat", "-e", "SHOW TABLES IN other_flat"),
            *("-e", "SELECT 'sums', a.s = b.s FROM (SELECT sum(net_credit) s FROM kpi.kpi_attribution) a,"
              " (SELECT sum(net_credit) s FROM other_flat.kpi_attribution) b"),
        )
        for schema in ("flat", "other_flat"):
            assert f"{schema}\tkpi_attribution\tfalse" in seen, seen
        assert "sums\ttrue" in seen, seen

    def stop(self):
        """As ctrl-C does: the port is free again, and nothing is left in the folder it was started in."""
        if self.server is None or self.server.poll() is not None:
            raise AssertionError("the server is not running")
        self.server.send_signal(signal.SIGINT)
        code = self.server.wait(timeout=60)
        assert code == 130, f"exit {code}"
        said = (WORK / "serve.out").read_text()
        assert said.rstrip().endswith(f"stopped {self.url}"), said[-2000:]
        assert "Exception" not in said, said[-3000:]
        port = int(self.url.rsplit(":", 1)[1])
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0, f"port {port} is still open"
        left = sorted(path.name for path in (WORK / "server").iterdir())
        assert not left, f"left behind: {left}"


def small_lakehouse():
    """A few households of the demo's sample, run through."""
    lakehouse, feeds = WORK / "lakehouse", WORK / "feeds"
    shutil.rmtree(lakehouse, ignore_errors=True)
    shutil.rmtree(feeds, ignore_errors=True)
    corner_shop.make(feeds)
    options = ("--source", "complete-journey", "--input", feeds, "--as-of", "2017-12-31")
    submit("run", "run", "--lakehouse", lakehouse, *options)
    return lakehouse


def main(arguments):
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "server").mkdir(exist_ok=True)
    CUBE.mkdir(exist_ok=True)
    made_before = PROJECT / "target/e2e/lakehouse"
    if arguments:
        lakehouse = Path(arguments[0]).resolve()
    else:
        lakehouse = made_before if (made_before / "ops/run").is_dir() else small_lakehouse()
    bi = Bi(lakehouse)
    tally = Tally()
    tally.check("DuckDB answers ten questions from the tables", bi.expect)
    try:
        tally.check("serve starts and registers every table", bi.serve)
        if bi.url:
            tally.check("over JDBC every table, column and comment is seen, and ten answers are those of the tables", bi.jdbc)
            tally.check("both answers to each question", bi.show_answers)
            tally.check("register anew over JDBC, and by beeline in databases of other names", bi.register_anew)
            tally.check("ctrl-C ends the server and leaves nothing behind", bi.stop)
    finally:
        if bi.server is not None and bi.server.poll() is None:
            bi.server.kill()
    if shutil.which("node") and shutil.which("npm"):
        CubeModel(CUBE, SCRIPT).check_all(tally)
    else:
        print("skipped Cube: there is no node and npm here, install Node.js 18 or newer to check conf/cube", flush=True)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
