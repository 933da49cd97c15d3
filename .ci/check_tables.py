"""Opens the published tables of a lakehouse with engines that aren't Spark, and checks what they say.

Usage: check_tables.py LAKEHOUSE
"""

import sys
from pathlib import Path

import duckdb
import duckdb_ext
import polars
from deltalake import DeltaTable

from tally import Tally

SCHEMAS = ("core", "fact", "kpi", "ops")

# What the demo's data can answer; tables beyond these are opened and compared as well.
NOT_EMPTY = (
    "cross_sell_metrics",
    "kpi_offer_conversion",
    "kpi_transaction_mix",
    "kpi_attach",
    "kpi_attribution",
    "attribution_model",
    "kpi_acceptor_retention",
    "kpi_segment_performance",
    "kpi_interaction",
    "kpi_contact_pressure",
    "kpi_experiment_lift",
    "experiment_join_audit",
    "calibration",
    "metric_registry",
    "identity_check",
    "dim_date",
)

# Columns that may differ between two runs that computed the same.
STAMPS = {"run_id", "ingested_at", "first_seen"}


def connect():
    """DuckDB with its Delta extension, loaded from the Python package that carries it: nothing is downloaded."""
    extensions = Path(duckdb_ext.__path__[0], "extensions")
    found = sorted(extensions.glob(f"v{duckdb.__version__}/*/delta.duckdb_extension"))
    assert len(found) == 1, f"no Delta extension for DuckDB {duckdb.__version__} in {extensions}"
    connection = duckdb.connect()
    connection.execute(f"LOAD '{found[0]}'")
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def tables_of(lakehouse, schema):
    """Folders of a schema that hold a Delta table, by name."""
    return sorted(path for path in Path(lakehouse, schema).glob("*") if (path / "_delta_log").is_dir())


def scan(path):
    return "delta_scan('%s')" % str(path).replace("'", "''")


def rows_with_maps(path):
    """The rows of a table with maps, which Polars doesn't read, as dictionaries."""
    return DeltaTable(path).to_pyarrow_table().to_pylist()


class PublishedTables:
    """The checks of one lakehouse."""

    def __init__(self, lakehouse):
        self.lakehouse = Path(lakehouse).resolve()
        self.connection = connect()

    def kpi(self, name):
        return scan(self.lakehouse / "kpi" / name)

    def one(self, query):
        return self.connection.execute(query).fetchone()

    def all(self, query):
        return self.connection.execute(query).fetchall()

    def every_reader_can_open(self, path):
        protocol = DeltaTable(path).protocol()
        assert protocol.min_reader_version == 1, f"minReaderVersion is {protocol.min_reader_version}"
        assert not protocol.reader_features, f"reader features {protocol.reader_features}"

    def engines_agree(self, path):
        """delta-rs, Polars and DuckDB see the same columns, types and rows, each row as often as the others."""
        theirs = self.one(f"SELECT count(*) FROM {scan(path)}")[0]
        types = self.columns(f"SELECT * FROM {scan(path)}")
        readers = {
            "delta-rs": DeltaTable(path).to_pyarrow_table(),
            "Polars": polars.scan_delta(str(path)).collect().to_arrow(),
        }
        for reader, rows in readers.items():
            assert theirs == len(rows), f"DuckDB sees {theirs} rows, {reader} {len(rows)}"
            self.connection.register("others", rows)
            other = self.columns("SELECT * FROM others")
            assert types == other, f"columns of DuckDB and {reader} differ: {set(types) ^ set(other)}"
            missing = self.one(f"SELECT count(*) FROM (SELECT * FROM {scan(path)} EXCEPT ALL SELECT * FROM others)")[0]
            assert missing == 0, f"{missing} rows of DuckDB are not among those of {reader}"

    def columns(self, query):
        return [(name, kind) for name, kind, *_ in self.all(f"DESCRIBE {query}")]

    def versions_of_runs_are_kept(self):
        """Read at the versions that a run of ops.run names, each KPI table holds that run's rows and no others."""
        runs = [run for run in rows_with_maps(self.lakehouse / "ops" / "run") if run["status"] == "published"]
        assert runs, "no run was published"
        for run in runs:
            for name, version in dict(run["versions"]).items():
                path = self.lakehouse / name.replace(".", "/")
                if not name.startswith("kpi.") or "run_id" not in DeltaTable(path).to_pyarrow_dataset().schema.names:
                    continue
                seen = polars.scan_delta(str(path), version=version).select("run_id").unique().collect()["run_id"].to_list()
                assert seen in ([], [run["run_id"]]), f"{name} at version {version} of run {run['run_id']} has rows of {seen}"

    def is_not_empty(self, name):
        assert (self.lakehouse / "kpi" / name / "_delta_log").is_dir(), "there is no such table"
        assert self.one(f"SELECT count(*) FROM {self.kpi(name)}")[0] > 0, "no rows"

    def identities_passed(self):
        failed = self.all(
            f'SELECT identity_id, slice, "left", "right" FROM {self.kpi("identity_check")} WHERE NOT passed'
        )
        assert not failed, "\n".join(map(str, failed))

    def cube_measure_is_customer_day_rate(self):
        """The SQL of crossSellConversionRate in the Cube model CrossSellMetrics, over the table it names."""
        measure = self.one(
            "SELECT 100.0 * sum(number_of_cross_sell_purchases) / NULLIF(sum(total_number_of_cross_sell_offers), 0)"
            f" FROM {self.kpi('cross_sell_metrics')}"
        )[0]
        rows = self.all(
            "SELECT customer_day_rate, purchase_customer_days, offer_customer_days"
            f" FROM {self.kpi('kpi_offer_conversion')}"
            " WHERE sell_type = 'cross_sell' AND offer = 'ALL' AND channel = 'ALL' AND placement = 'ALL'"
            " AND segment_type = 'ALL' AND segment = 'ALL' AND period_type = 'all' AND scope = 'existing_only'"
        )
        assert len(rows) == 1, f"{len(rows)} ALL rows in kpi_offer_conversion"
        rate, purchases, offers = rows[0]
        assert abs(measure - 100.0 * purchases / offers) < 1e-9, f"measure {measure}, {purchases} of {offers}"
        # The rate is published with six decimals.
        assert abs(measure - 100 * float(rate)) <= 0.5e-4, f"measure {measure}, customer_day_rate {rate}"

    def models_share_the_same_total(self):
        """Credit without a touch is a channel of its own, so each model hands out the same money."""
        slices = "goal, value_basis, period_type, period_start, scope, segment_type, segment, currency"
        unequal = self.all(
            "SELECT * FROM (SELECT " + slices + ", min(total) AS low, max(total) AS high, count(*) AS models"
            f" FROM (SELECT model, {slices}, sum(net_credit) AS total FROM {self.kpi('kpi_attribution')}"
            f" GROUP BY ALL) GROUP BY ALL) WHERE low <> high"
            f" OR models <> (SELECT count(DISTINCT model) FROM {self.kpi('kpi_attribution')})"
        )
        assert not unequal, "\n".join(map(str, unequal[:10]))
        models = self.one(f"SELECT count(DISTINCT model) FROM {self.kpi('kpi_attribution')}")[0]
        assert models >= 3, f"only {models} models"

    def credit_is_what_conversions_were_worth(self):
        """Over all months, each model hands out the value of the conversions, no cent more or less."""
        conversions = scan(self.lakehouse / "fact" / "fct_conversion")
        unequal = self.all(
            f"SELECT * FROM (SELECT model, goal, sum(credit) AS credit FROM {self.kpi('kpi_attribution')}"
            " WHERE period_type = 'month' AND segment_type = 'ALL' AND segment = 'ALL' GROUP BY ALL)"
            f" JOIN (SELECT sell_type AS goal, sum(value) AS value FROM {conversions} GROUP BY ALL) USING (goal)"
            " WHERE credit <> value"
        )
        assert not unequal, "\n".join(map(str, unequal[:10]))

    def check_all(self, tally):
        kpi_tables = tables_of(self.lakehouse, "kpi")
        for schema in SCHEMAS:
            for path in tables_of(self.lakehouse, schema):
                tally.check(f"{schema}.{path.name} has reader version 1", lambda: self.every_reader_can_open(path))
        for path in kpi_tables:
            tally.check(f"kpi.{path.name} is one table to DuckDB, delta-rs and Polars", lambda: self.engines_agree(path))
        for name in NOT_EMPTY:
            tally.check(f"kpi.{name} is not empty", lambda: self.is_not_empty(name))
        tally.check("every KPI table keeps the rows of each run at its version", self.versions_of_runs_are_kept)
        tally.check("every identity passed", self.identities_passed)
        tally.check("the Cube measure is customer_day_rate", self.cube_measure_is_customer_day_rate)
        tally.check("every model hands out the same credit", self.models_share_the_same_total)
        tally.check("credit is what conversions were worth", self.credit_is_what_conversions_were_worth)


def fingerprint(lakehouse):
    """Rows and an order-free hash of every core, fact and kpi table, without the stamps of the run."""
    connection = connect()
    prints = {}
    for schema in ("core", "fact", "kpi"):
        for path in tables_of(lakehouse, schema):
            columns = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {scan(path)}").fetchall()]
            kept = ", ".join('"%s"' % name for name in sorted(set(columns) - STAMPS))
            prints[f"{schema}.{path.name}"] = connection.execute(
                f"SELECT count(*), sum(hash(row)::HUGEINT) FROM (SELECT struct_pack({kept}) AS row FROM {scan(path)})"
            ).fetchone()
    return prints


def same(before, after):
    """Fails with the tables whose fingerprints differ."""
    different = [name for name in sorted(before | after) if before.get(name) != after.get(name)]
    assert not different, "\n".join(f"{name}: {before.get(name)} before, {after.get(name)} after" for name in different)


def published(prints):
    """The fingerprints that readers of the published tables see."""
    return {name: print_ for name, print_ in prints.items() if name.startswith("kpi.")}


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    tally = Tally()
    PublishedTables(sys.argv[1]).check_all(tally)
    sys.exit(tally.close())
