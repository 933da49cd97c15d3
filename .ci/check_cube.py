"""The semantic model of conf/cube: compiled by Cube's own compiler, its SQL run on DuckDB over the published tables."""

import json
import subprocess
from pathlib import Path

from check_tables import connect

PROJECT = Path(__file__).resolve().parent.parent
TIMEOUT_SECONDS = 600

# Of the dialects compiled here, those that lose the sums of a ratio; README.md of conf/cube names the same.
WRONG_DIALECTS = {"hive"}
ONE_SLICE = {"period_type": "month", "scope": "existing_only", "segment_type": "ALL"}
OFFERS = {**ONE_SLICE, "sell_type": "cross_sell", "offer": "ALL", "placement": "ALL"}


def equals(cube, values):
    return [{"member": f"{cube}.{name}", "operator": "equals", "values": [value]} for name, value in values.items()]


def roll_ups():
    """Ratios at three levels: name, what Cube is asked, and the sums over the published table that must give the same."""
    days = "CrossSellMetrics.crossSellConversionRate"
    for level in ("month", "quarter", None):
        time = [{"dimension": "CrossSellMetrics.offerDate", "granularity": level}] if level else []
        key = f"date_trunc('{level}', offer_date), " if level else ""
        yield (
            f"crossSellConversionRate by {level or 'nothing'}",
            {"measures": [days], "timeDimensions": time},
            f"SELECT {key}100.0 * sum(number_of_cross_sell_purchases) / sum(total_number_of_cross_sell_offers)"
            f" FROM kpi.cross_sell_metrics{' GROUP BY 1' if level else ''}",
        )
    where = " AND ".join(f"{name} = '{value}'" for name, value in OFFERS.items()) + " AND channel <> 'ALL'"
    filters = equals("kpi_offer_conversion", OFFERS)
    filters.append({"member": "kpi_offer_conversion.channel", "operator": "notEquals", "values": ["ALL"]})
    for dimensions, columns in (
        (["kpi_offer_conversion.channel", "dim_date.month_start"], "channel, date_trunc('month', period_start), "),
        (["kpi_offer_conversion.channel"], "channel, "),
        ([], ""),
    ):
        yield (
            f"offer_conversion_rate by {', '.join(dimensions) or 'nothing'}",
            {"measures": ["kpi_offer_conversion.offer_conversion_rate"], "dimensions": dimensions, "filters": filters},
            f"SELECT {columns}1.0 * sum(accepted) / nullif(sum(presented), 0) FROM kpi.kpi_offer_conversion WHERE {where}"
            f" {'GROUP BY ALL' if columns else ''}",
        )


def guarded():
    """Asked of rows that overlap, such as months and quarters or two models, a measure says nothing."""
    model = {"value_basis": "line_net", **ONE_SLICE}
    yield {"measures": ["kpi_attribution.net_credit"]}, True
    yield {"measures": ["kpi_attribution.net_credit"], "filters": equals("kpi_attribution", model)}, True
    one = {**model, "model": "last_touch"}
    yield {"measures": ["kpi_attribution.net_credit"], "filters": equals("kpi_attribution", one)}, False


class CubeModel:
    def __init__(self, folder, script):
        self.folder = Path(folder)
        self.connection = connect()
        self.connection.execute(Path(script).read_text())
        self.connection.execute("SET search_path = 'kpi'")

    def install(self):
        packages = PROJECT / "conf/cube"
        lock = (packages / "package-lock.json").read_text()
        installed = self.folder / "installed.json"
        if installed.exists() and installed.read_text() == lock:
            return
        for name in ("package.json", "package-lock.json"):
            (self.folder / name).write_text((packages / name).read_text())
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        self.run(command)
        installed.write_text(lock)

    def run(self, command):
        done = subprocess.run(
            [str(part) for part in command],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
        assert done.returncode == 0, f"exit {done.returncode}: {(done.stdout + done.stderr)[-3000:]}"

    def compile(self, queries):
        asked, answer = self.folder / "queries.json", self.folder / "answer.json"
        asked.write_text(json.dumps(queries))
        self.run(["node", PROJECT / ".ci/check_cube.js", PROJECT / "conf/cube/model", asked, answer])
        return json.loads(answer.read_text())

    def rows(self, compiled):
        sql, parameters = compiled
        return sorted(map(tuple, self.connection.execute(sql, parameters).fetchall()), key=str)

    def check_all(self, tally):
        """Two compilations: the cubes and the roll-ups, then every member of every cube whose table is there."""
        ups, guards = list(roll_ups()), list(guarded())
        found = {}

        def compiles():
            self.install()
            found.update(self.compile([query for _, query, _ in ups] + [query for query, _ in guards]))

        tally.check("Cube's compiler takes the model", compiles)
        if not found:
            return
        for (name, _, sums), compiled in zip(ups, found["sql"]):
            tally.check(f"Cube: {name} is SUM / SUM of the table", lambda: self.is_sum_over_sum(compiled, sums))
        for (query, silent), compiled in zip(guards, found["sql"][len(ups) :]):
            tally.check(
                f"Cube: net_credit with {len(query.get('filters', []))} filters is {'NULL' if silent else 'a number'}",
                lambda: self.says(compiled, silent),
            )
        tally.check("Cube: dialects that lose the sums of a ratio are those the README names", lambda: dialects(found))
        tally.check("Cube: DuckDB runs every measure and dimension", lambda: self.every_member(found["cubes"]))

    def is_sum_over_sum(self, compiled, sums):
        cube, table = self.rows(compiled), sorted(map(tuple, self.connection.execute(sums).fetchall()), key=str)
        assert cube and len(cube) == len(table), f"{len(cube)} rows from Cube, {len(table)} from the table"
        print(f"        {len(cube)} rows, the first: Cube {cube[0][-1]}, table {table[0][-1]}")
        for theirs, ours in zip(cube, table):
            a, b = theirs[-1], ours[-1]
            assert a == b or abs(float(a) - float(b)) <= 1e-12 * abs(float(b)), f"Cube {theirs}, table {ours}"

    def says(self, compiled, silent):
        value = self.rows(compiled)[0][-1]
        assert (value is None) == silent, f"it is {value}"

    def every_member(self, cubes):
        views = self.connection.execute("SELECT view_name FROM duckdb_views() WHERE schema_name = 'kpi'").fetchall()
        names = {name for (name,) in views}
        there = [cube for cube in cubes if cube["name"] in names or cube["name"] == "CrossSellMetrics"]
        queries = []
        for cube in there:
            for kind in ("measures", "dimensions"):
                members = [f"{cube['name']}.{member}" for member in cube[kind]]
                if members:
                    queries.append({kind: members, "limit": 1})
        for query, compiled in zip(queries, self.compile(queries)["sql"]):
            try:
                self.rows(compiled)
            except Exception as error:
                raise AssertionError(f"{query}: {error}\n{compiled[0]}") from error
        count = sum(len(cube["measures"]) + len(cube["dimensions"]) for cube in there)
        print(f"        {len(there)} cubes, {count} measures and dimensions")
        missing = {name for name in names if name != "cross_sell_metrics"} - {cube["name"] for cube in cubes}
        assert not missing, f"tables without a cube: {sorted(missing)}"


def dialects(found):
    print("        " + ", ".join(f"{name} {verdict}" for name, verdict in found["dialects"].items()))
    wrong = {name for name, verdict in found["dialects"].items() if verdict != "right"}
    assert wrong == WRONG_DIALECTS, f"wrong are {sorted(wrong)}"
    readme = (PROJECT / "conf/cube/README.md").read_text()
    assert "`hive`" in readme, "README.md doesn't name hive"
