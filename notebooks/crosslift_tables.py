"""Reads the published tables of a lakehouse without Spark, and the look that the notebooks share.

Needs deltalake and pyarrow, or duckdb, duckdb-ext-delta and pytz; pandas and matplotlib in any case.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

# Colours that differ in lightness too; a marker and a hatch of its own for each, so that none depends on its colour alone.
COLOURS = ["#0b6e99", "#d9822b", "#1d3b2a", "#8e5ea2", "#b8433f", "#7a7a7a", "#c9a227", "#5fa8d3"]
MARKERS = ["o", "s", "^", "D", "v", "P", "X", "*"]
HATCHES = ["", "////", "....", "xxxx", "\\\\\\\\", "----", "++", "oo"]


class Lakehouse:
    """The published tables below a folder or URI."""

    def __init__(self, location):
        self.location = str(location).rstrip("/")

    def load(self, table, columns=None, version=None):
        """A table, such as "kpi/kpi_attach", as a data frame: the newest rows, or those of a version that a run of ops/run names."""
        path = f"{self.location}/{table}"
        try:
            from deltalake import DeltaTable
        except ImportError:
            return _with_duckdb(path, columns, version)
        return DeltaTable(path, version=version).to_pyarrow_table(columns=columns).to_pandas()

    def load_if_published(self, table, columns=None):
        """The table, or None and one printed line that says why there is nothing to show."""
        try:
            return self.load(table, columns)
        except Exception as absence:
            reason = self.skipped().get(table.replace("/", "."))
            if reason is None:
                # The job ran without needing this table, or there is no lakehouse at all.
                reason = "no run has written it" if self._has_runs() else str(absence).splitlines()[0]
            print(f"Nothing to show, {table} is not there: {reason}.")
            return None

    def newest_run(self):
        """The newest published run, a row of ops/run."""
        runs = self.load("ops/run")
        return runs[runs.status == "published"].sort_values("finished_at").iloc[-1]

    def skipped(self):
        """What the newest run skipped, and why."""
        return dict(self.newest_run().skipped or {}) if self._has_runs() else {}

    def _has_runs(self):
        try:
            return len(self.load("ops/run", ["run_id"])) > 0
        except Exception:
            return False


def months(frame):
    """Rows of whole months over all segments. Columns that count or sum may be added up over them; ratios may not."""
    return frame[(frame.period_type == "month") & (frame.segment_type == "ALL") & (frame.segment == "ALL")]


def words(name):
    """cross_sell as people write it."""
    return str(name).replace("_sell", "-sell").replace("_shaped", "-shaped").replace("_", " ")


def thousands(axis):
    """Ticks of an axis with separators, and no more of them than fit."""
    axis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axis.set_major_locator(plt.MaxNLocator(5))


def panels(count, width, height, across=2):
    """A figure of as many panels, side by side where the width lets each have four inches; returns figure and panels."""
    columns = max(1, min(across, count, int(width // 4)))
    rows = -(-count // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(width, height * rows), squeeze=False, layout="constrained")
    flat = list(axes.flat)
    for unused in flat[count:]:
        unused.set_axis_off()
    return figure, flat[:count]


def legend_below(figure, axis, title, width):
    """One legend for all panels, below them, in as many columns as the width holds."""
    handles, labels = axis.get_legend_handles_labels()
    longest = max(len(label) for label in labels) + 6
    columns = max(1, min(len(labels), int(width * 11 // longest)))
    figure.legend(handles, labels, title=title, loc="outside lower center", ncols=columns, frameon=False)


def interval(axis, low, high, position, colour):
    """An interval as a line with ends; nothing where there is none."""
    if pd.notna(low) and pd.notna(high):
        axis.plot([low, high], [position] * 2, color=colour, linewidth=1.6, marker="|", markersize=6, zorder=2)


def use_style():
    """Figures as all notebooks draw them."""
    plt.rcParams.update(
        {
            "figure.dpi": 110,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlelocation": "left",
            "axes.titlesize": 11,
            "hatch.linewidth": 0.6,
        }
    )


def _with_duckdb(path, columns, version):
    import duckdb
    import duckdb_ext

    extension = next(Path(duckdb_ext.__path__[0]).glob(f"extensions/v{duckdb.__version__}/*/delta.duckdb_extension"))
    connection = duckdb.connect()
    connection.execute(f"LOAD '{extension}'")
    kept = "*" if columns is None else ", ".join(f'"{column}"' for column in columns)
    if version is None:
        return connection.execute(f"SELECT {kept} FROM delta_scan(?)", [path]).df()
    quoted = path.replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS pinned (TYPE delta, VERSION {int(version)})")
    return connection.execute(f"SELECT {kept} FROM pinned").df()
