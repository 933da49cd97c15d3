"""The commands that bring a lakehouse to the tools people have: history, export, register, report, maintain.

Usage: check_lakehouse_commands.py LAKEHOUSE
"""

import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from check_tables import connect, scan, tables_of
from tally import Tally

PROJECT = Path(__file__).resolve().parent.parent
TIMEOUT_SECONDS = 600
WIDTHS = (380, 1440)

# Asks the page, in a frame of a reader's width, what went wrong in it.
PROBE = """<!doctype html><body style="margin:0"><iframe id=f style="border:0;width:%(width)spx;height:4000px" srcdoc="%(page)s"></iframe>
<script>f.onload=()=>{const d=f.contentDocument,w=f.contentWindow,p=document.createElement('pre');p.id='probe';
const plots=[...d.querySelectorAll('.plot')];
p.textContent=JSON.stringify({errors:w.__errors,scroll:d.documentElement.scrollWidth,width:w.innerWidth,plots:plots.length,
unnamed:plots.filter(e=>!e.getAttribute('aria-label')).length,
empty:plots.filter(e=>!e.querySelector('svg path, svg rect')).length,
untabled:[...d.querySelectorAll('figure')].filter(e=>!e.querySelector('table tbody tr')).length});
document.body.append(p)}</script>"""
ERRORS = "<script>window.__errors=[];addEventListener('error',e=>__errors.push(e.message));</script>"


class LakehouseCommands:
    """The checks of one lakehouse."""

    def __init__(self, lakehouse, folder):
        self.lakehouse = Path(lakehouse).resolve()
        self.folder = Path(folder)

    def submit(self, *arguments):
        result = subprocess.run(
            [str(PROJECT / "submit.sh"), *arguments, "--lakehouse", str(self.lakehouse), "--quiet"],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
        assert result.returncode == 0, f"exit {result.returncode}: {result.stderr[-2000:]}"
        return result.stdout

    def history(self):
        runs = json.loads(self.submit("history", "--json"))
        recorded = connect().execute(f"SELECT count(*) FROM {scan(self.lakehouse / 'ops' / 'run')}").fetchone()[0]
        assert len(runs) == min(20, recorded) and runs[0]["status"] == "published", runs

    def export(self):
        out = self.folder / "files"
        self.submit("export", "--table", "kpi_attribution", "--format", "parquet", "--out", str(out))
        connection = connect()
        table = scan(self.lakehouse / "kpi" / "kpi_attribution")
        sums = "count(*), sum(net_credit)"
        exported = connection.execute(f"SELECT {sums} FROM '{out}/kpi_attribution.parquet'").fetchone()
        assert exported == connection.execute(f"SELECT {sums} FROM {table}").fetchone(), exported
        different = connection.execute(
            f"SELECT count(*) FROM (SELECT * FROM '{out}/kpi_attribution.parquet' EXCEPT ALL SELECT * FROM {table})"
        ).fetchone()[0]
        assert different == 0, f"{different} rows of the Parquet file are not in the table"
        described = connection.execute(f"SELECT \"column\" FROM '{out}/kpi_attribution.dictionary.csv'").fetchall()
        columns = connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
        assert [name for (name,) in described] == [column[0] for column in columns], described

    def views(self):
        script = self.folder / "crosslift.sql"
        self.submit("register", "--duckdb", str(script))
        connection = connect()
        connection.execute(script.read_text())
        for path in tables_of(self.lakehouse, "kpi"):
            own, table = f'kpi."{path.name}"', scan(path)
            columns = "hash(columns(*))"
            assert connection.execute(f"SELECT count(*), sum({columns}) FROM {own}").fetchall() == connection.execute(
                f"SELECT count(*), sum({columns}) FROM {table}"
            ).fetchall(), f"{own} differs from the table"
        flat = connection.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'flat'").fetchall()
        assert len(flat) > 5, flat
        for (name,) in flat:
            both = [connection.execute(f"SELECT count(*) FROM {schema}.{name}").fetchone() for schema in ("flat", "kpi")]
            assert both[0] == both[1], f"flat.{name} has {both[0]} rows, kpi.{name} {both[1]}"
        bare = connection.execute(
            "SELECT schema_name, table_name, column_name FROM duckdb_columns() "
            "WHERE schema_name IN ('kpi', 'flat') AND comment IS NULL"
        ).fetchall()
        assert not bare, f"columns without a comment: {bare[:5]}"
        period, segment, defined = connection.execute(
            "SELECT period, segment_name, definitions FROM flat.kpi_attribution "
            "WHERE period_type = 'month' AND segment_type = 'ALL' LIMIT 1"
        ).fetchone()
        assert re.fullmatch(r"\d{4}-\d{2}", period) and segment == "all accounts" and "Net credit = " in defined

    def report(self):
        page = self.folder / "report.html"
        self.submit("report", "--out", str(page))
        text = page.read_text()
        assert len(text.encode()) < 2_000_000, len(text)
        assert not re.search(r"""(src|href)=["'](https?:)?//""", text), "it loads something over the network"

    def drawn(self, chromium):
        text = (self.folder / "report.html").read_text()
        for width in WIDTHS:
            self.looks_right(chromium, text, width)

    def looks_right(self, chromium, text, width):
        page = self.folder / f"report-{width}.html"
        page.write_text(PROBE % {"width": width, "page": html.escape(text.replace("<head>", "<head>" + ERRORS, 1))})
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},4000", "--dump-dom"]
        dom = subprocess.run([*command, page.as_uri()], capture_output=True, text=True, timeout=TIMEOUT_SECONDS).stdout
        found = re.search(r'<pre id="probe">(.*?)</pre>', dom)
        assert found, "the page never finished loading"
        seen = json.loads(html.unescape(found.group(1)))
        assert not seen["errors"], seen["errors"]
        assert seen["scroll"] <= seen["width"] == width, f"{seen['scroll']} pixels wide in a window of {seen['width']}"
        assert seen["plots"] >= 5 and not seen["unnamed"] and not seen["empty"] and not seen["untabled"], seen

    def maintain(self):
        found = json.loads(self.submit("maintain", "--table", "kpi_attribution", "--json"))
        assert found["applied"] is False and [table["table"] for table in found["tables"]] == ["kpi.kpi_attribution"], found


def check(tally, lakehouse):
    with tempfile.TemporaryDirectory() as folder:
        commands = LakehouseCommands(lakehouse, folder)
        tally.check("history lists the runs", commands.history)
        tally.check("exported files hold the rows of their table", commands.export)
        tally.check("DuckDB views hold the tables, and every column says what it is", commands.views)
        tally.check("the report is one file that needs no network", commands.report)
        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if chromium:
            tally.check("the report draws without errors on a telephone and on a desk", lambda: commands.drawn(chromium))
        else:
            print("skipped the report draws without errors on a telephone and on a desk: there is no Chromium here", flush=True)
        tally.check("maintain says what it would do", commands.maintain)


if __name__ == "__main__":
    overall = Tally()
    check(overall, sys.argv[1])
    sys.exit(overall.close())
