"""Files of units through submit.sh, as an analyst gives them: the Hillstrom experiment, made ones, and many that are wrong.

Usage: check_lift_units.py; Parquet is tried where pyarrow is installed, as in the environment that .ci/end-to-end makes. The Hillstrom rows
are looked for in $CROSSLIFT_SHARED/data/hillstrom (default ../shared); without them those checks are left out, which is said.
"""

import csv
import gzip
import json
import math
import os
import random
import statistics
import sys
import tempfile
from pathlib import Path

from file_command import FileCommand, Files, rows_of
from tally import Tally

PROJECT = Path(__file__).resolve().parent.parent
RESULTS = ["lift.csv", "segments.csv", "srm.csv"]
SHARED = Path(os.environ.get("CROSSLIFT_SHARED", PROJECT.parent / "shared"))
HILLSTROM = SHARED / "data" / "hillstrom" / "hillstrom.csv.gz"
GOLDEN = PROJECT / "src" / "test" / "resources" / "golden" / "lift" / "hillstrom" / "expected.csv"
HEADER = ["account", "arm", "spend", "orders", "bought", "before", "shop", "reached"]


def seeded_rows(count):
    draw = random.Random(11)
    for account in range(count):
        arm = draw.choice(["new", "newer", "old"])
        before = round(draw.expovariate(1 / 40), 2)
        orders = draw.choice([0, 0, 1, 2, 3])
        spend = round(orders * draw.uniform(5, 60) + (0.2 * before if orders else 0) + (arm != "old") * orders * 4, 2)
        reached = int(arm != "old" and draw.random() < 0.6)
        yield [account, arm, f"{spend:.2f}", orders, int(orders > 0), before, draw.choice(["north", "south"]), reached]


ROWS = list(seeded_rows(3000))
UNITS = FileCommand("lift-units", "io.crosslift.unitfile.UnitFile")


def compared(file, out, *options, arm="arm", control="old"):
    """Runs a comparison; returns what was printed. The results are in the folder."""
    done = UNITS.submit(file, "--arm", arm, "--control", control, *options, "--out", out)
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr}"
    assert sorted(path.name for path in out.iterdir()) == RESULTS
    for result in RESULTS:
        cells = (out / result).read_text(encoding="utf-8").replace("\n", ",").split(",")
        assert not {"NaN", "Infinity", "-Infinity", "null"} & set(cells), f"{result} holds a number that is none"
    wide = [line for line in done.stdout.splitlines() if len(line) > 100 and not line.startswith("wrote ")]
    assert not wide, "wider than 100 columns:\n" + "\n".join(wide)
    return done.stdout


def the_row(out, outcome, arm, estimator):
    (row,) = (
        row
        for row in rows_of(out / "lift.csv")
        if (row["outcome"], row["arm"], row["estimator"]) == (outcome, arm, estimator)
    )
    return row


def close(actual, expected, tolerance=1e-9):
    assert abs(float(actual) - expected) <= tolerance * max(1e-300, abs(expected)), f"{actual} instead of {expected}"


# --- Hillstrom ----------------------------------------------------------------------------------------------------------


def golden():
    return {(row["case"], row["field"]): float(row["value"]) for row in rows_of(GOLDEN)}


HILLSTROM_ARMS = {"mens": "Mens E-Mail", "womens": "Womens E-Mail"}


def hillstrom(files):
    out = files.folder / "hillstrom"
    compared(
        HILLSTROM,
        out,
        *("--outcome", "spend,visit,conversion", "--segment", "history_segment"),
        arm="segment",
        control="No E-Mail",
    )
    expected = golden()
    columns = {
        "difference": "diff",
        "std_error": "se",
        "ci_low": "lo",
        "ci_high": "hi",
        "p_value": "p",
        "p_adjusted": "p_adj_holm",
        "relative_low": "rel_lo_log",
        "relative_high": "rel_hi_log",
        "incremental_total": "incremental_revenue",
        "mde": "mde_abs_80pct",
    }
    for name, arm in HILLSTROM_ARMS.items():
        row = the_row(out, "spend", arm, "welch")
        for column, field in columns.items():
            close(row[column], expected[f"{name}_spend", field])
        for rate in ("visit", "conversion"):
            row = the_row(out, rate, arm, "proportion")
            close(row["difference"], expected[f"{name}_{rate}", "diff"])
            close(row["p_value"], expected[f"{name}_{rate}", "p_pooled"])
            close(row["p_adjusted"], expected[f"{name}_{rate}", "p_adj_holm"])
            assert row["verdict"] == "positive", row
    for row in rows_of(out / "segments.csv"):
        name = {arm: name for name, arm in HILLSTROM_ARMS.items()}[row["arm"]]
        if row["outcome"] == "visit":
            close(row["difference"], expected[f"{name}_visit_seg[{row['segment']}]", "diff"])
            close(row["q"], expected[f"{name}_visit_heterogeneity", "cochran_q"])


def hillstrom_sample_ratio(files):
    out = files.folder / "hillstrom"
    (row, *_) = rows_of(out / "srm.csv")
    assert row["step"] == "analysed" and row["alert"] == "false", row
    close(row["chi_square"], golden()["srm", "chi2"])


def hillstrom_capped(files):
    """The reference caps two arms together, so it gets files of two arms."""
    expected = golden()
    with gzip.open(HILLSTROM, "rt", encoding="utf-8", newline="") as text:
        rows = list(csv.reader(text))
    arm_column = rows[0].index("segment")
    for name, arm in HILLSTROM_ARMS.items():
        two = files.folder / f"{name}.csv"
        with two.open("w", newline="", encoding="utf-8") as text:
            csv.writer(text).writerows([rows[0], *(row for row in rows[1:] if row[arm_column] in (arm, "No E-Mail"))])
        out = files.folder / name
        compared(two, out, "--outcome", "spend", "--winsorize", "0.999", arm="segment", control="No E-Mail")
        row = the_row(out, "spend", arm, "winsorised")
        close(row["cap"], expected[f"{name}_spend_winsor", "cap_p999_inverted_cdf"])
        close(row["difference"], expected[f"{name}_spend_winsor", "diff"])
        close(row["p_value"], expected[f"{name}_spend_winsor", "p"])


# --- Made files ---------------------------------------------------------------------------------------------------------


def by_hand(files):
    """Means, differences, errors and totals against sums over the rows here."""
    out = files.folder / "plain"
    options = ["--outcome", "spend,bought", "--ratio", "value=spend/orders", "--pre", "before", "--segment", "shop"]
    compared(files.plain, out, *options, "--exposed", "reached", "--unit", "account")
    spend = {arm: [float(row[2]) for row in ROWS if row[1] == arm] for arm in ("new", "newer", "old")}
    for arm in ("new", "newer"):
        row = the_row(out, "spend", arm, "welch")
        difference = statistics.fmean(spend[arm]) - statistics.fmean(spend["old"])
        squares = sum(statistics.variance(spend[each]) / len(spend[each]) for each in (arm, "old"))
        close(row["difference"], difference, 1e-9)
        close(row["std_error"], math.sqrt(squares), 1e-9)
        close(row["incremental_total"], difference * len(spend[arm]), 1e-9)
        assert row["is_primary"] == "true"
        reached = [row[7] for row in ROWS if row[1] == arm]
        close(the_row(out, "spend", arm, "cace")["difference"], difference / statistics.fmean(reached), 1e-9)
        ratio = the_row(out, "value", arm, "ratio")
        close(ratio["mean_arm"], sum(spend[arm]) / sum(row[3] for row in ROWS if row[1] == arm), 1e-9)
        assert float(the_row(out, "spend", arm, "cuped")["variance_reduction"]) > 0
    counts = {row["arm"]: int(row["observed"]) for row in rows_of(out / "srm.csv") if row["step"] == "analysed"}
    assert counts == {arm: len(values) for arm, values in spend.items()}, counts


def same_results(files, name, file, *options):
    base = files.folder / "base"
    if not base.exists():
        compared(files.plain, base, "--outcome", "spend,bought", "--segment", "shop")
    out = files.folder / name
    compared(file, out, "--outcome", "spend,bought", "--segment", "shop", *options)
    for result in RESULTS:
        assert (out / result).read_bytes() == (base / result).read_bytes(), f"{result} differs"


def compressed(files):
    file = files.folder / "units.csv.gz"
    file.write_bytes(gzip.compress(files.plain.read_bytes()))
    same_results(files, "gzip", file)


def other_columns(files):
    file = files.folder / "other.csv"
    with file.open("w", newline="", encoding="utf-8-sig") as text:
        writer = csv.writer(text, quoting=csv.QUOTE_ALL)
        writer.writerow(["note", *reversed(HEADER)])
        writer.writerows(["a, \"b\"", *reversed(row)] for row in ROWS)
    same_results(files, "other", file)


def parquet(files):
    import pyarrow
    import pyarrow.parquet

    columns = dict(zip(HEADER, zip(*ROWS)))
    columns["spend"] = [float(spend) for spend in columns["spend"]]
    columns["bought"] = [bought == 1 for bought in columns["bought"]]
    columns["notes"] = [[1, 2]] * len(ROWS)  # not asked for, so not read
    file = files.folder / "units.parquet"
    pyarrow.parquet.write_table(pyarrow.table(columns), file, row_group_size=700)
    same_results(files, "parquet", file)


def machine_readable(files):
    done = UNITS.submit(files.plain, "--arm", "arm", "--control", "old", "--outcome", "spend", "--json", "--quiet")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["rows"] == len(ROWS) and summary["valid"] is True
    for row in summary["lift"]:
        assert row["ci_low"] <= row["difference"] <= row["ci_high"], row


def broken_ratio(files):
    rows = [row for row in ROWS if row[1] != "new" or row[0] % 2]
    out = files.folder / "broken"
    printed = compared(files.written("broken.csv", rows), out, "--outcome", "spend")
    assert {row["verdict"] for row in rows_of(out / "lift.csv")} == {"invalid"}
    assert "NOT as planned" in printed and "The arms don't hold the shares that were planned." in printed, printed


def degenerate(files):
    """No variance, no conversion, one unit per arm: a reason instead of a number."""
    for content, code in (
        ("arm,spend\nnew,1\nold,2\n", "TOO_FEW_UNITS"),
        ("arm,spend\nnew,3\nnew,3\nold,3\nold,3\n", "ZERO_VARIANCE_BOTH"),
        ("arm,spend\nnew,0\nnew,0\nold,0\nold,0\n", "ZERO_VARIANCE_BOTH"),
        ("arm,spend\nnew,1\nnew,0\nold,0\nold,0\n", "ZERO_EVENTS"),
    ):
        out = files.folder / "degenerate"
        printed = compared(files.raw(content), out, "--outcome", "spend")
        assert code in rows_of(out / "lift.csv")[0]["warnings"] and f"{code}: " in printed, printed


# --- Wrong files and options --------------------------------------------------------------------------------------------


SPEND = ("--arm", "arm", "--control", "old", "--outcome", "spend")
NUMBER = ", that is no number, write digits with a point before the decimals"

MALFORMED = {
    "an empty file": (b"", ": it is empty, write a header such as arm,spend and a row per unit"),
    "a header alone": ("arm,spend\n", ": it has a header and no rows, add a row per unit"),
    "text for a number": ("arm,spend\nnew,1\nold,many\n", f":3: spend is many{NUMBER}"),
    "NaN": ("arm,spend\nnew,1\nold,NaN\n", f":3: spend is NaN{NUMBER}"),
    "infinity": ("arm,spend\nnew,inf\nold,1\n", f":2: spend is inf{NUMBER}"),
    "a decimal comma": ('arm,spend\nnew,"1,5"\n', f":2: spend is 1,5{NUMBER}"),
    "a number beyond all bounds": (
        "arm,spend\nnew,1e200\n",
        ":2: spend is 1.0E200, which is beyond 1e100, give it in a larger unit",
    ),
    "an empty outcome": (
        "arm,spend\nnew,1\nold,\n",
        ":3: spend is empty, write 0 for a unit without any, or count all empty cells as 0 with --missing zero",
    ),
    "an empty arm": ("arm,spend\nnew,1\n,2\n", ":3: arm is empty, name it or leave the row out"),
    "a control that isn't there": (
        "arm,spend\nnew,1\nnewer,2\n",
        ": there is no arm old in column arm (arms: new, newer), name one of them with --control",
    ),
    "one arm": (
        "arm,spend\nold,1\nold,2\n",
        ": the column arm holds one arm only, old, add the rows of the other arms",
    ),
    "a header named twice": (
        "arm,spend,spend\nnew,1,1\n",
        ":1: the column spend is there more than once, leave one of them out or rename it",
    ),
    "a row too short": (
        "arm,spend\nnew\n",
        ":2: the row has 1 cells, the header has 2, write a cell that holds a comma in quotes",
    ),
    "a row too long": (
        "arm,spend\nnew,1,2\n",
        ":2: the row has 3 cells, the header has 2, write a cell that holds a comma in quotes",
    ),
    "an open quote": ('arm,spend\nnew,1\n"old,1\n', ":3: a cell is opened by a quote that nothing closes, close it"),
    "text after a quote": (
        'arm,spend\n"new"er,1\n',
        ":2: a cell goes on after its closing quote, write each quote inside a cell twice",
    ),
    "Latin-1": (
        "arm,spend\nneü,1\n".encode("latin-1"),
        ":2: the byte 0xFC is no UTF-8, save the file as UTF-8",
    ),
    "UTF-16": ("arm,spend\nnew,1\n".encode("utf-16"), ":1: the byte 0xFF is no UTF-8, save the file as UTF-8"),
    "a workbook": (b"PK\x03\x04\x14\x00", ": it is a workbook or archive, save it as CSV"),
    "gzip cut short": (
        gzip.compress(b"arm,spend\nnew,1\n")[:14],
        ": its gzip data breaks off at the start, copy or compress the file again",
    ),
}


def columns_of(name):
    return f"there is no column {name} (columns: {', '.join(HEADER)})"


OPTIONS = {
    "a column that isn't there": (2, f":1: {columns_of('spnd')} for --outcome, did you mean spend?", ("spnd",), ()),
    "a covariate that isn't there": (
        2,
        f":1: {columns_of('previous')} for --pre, name one of them",
        ("spend",),
        ("--pre", "previous"),
    ),
    "a ratio without a slash": (
        2,
        "--ratio is value=spend, write name=numerator/denominator, such as aov=revenue/orders",
        ("spend",),
        ("--ratio", "value=spend"),
    ),
    "a negative weight": (
        2,
        "--weights gives arm new the weight -1, give its planned share, a number of at least 0",
        ("spend",),
        ("--weights", "new=-1,newer=1,old=1"),
    ),
    "a weight of an unknown arm": (
        3,
        ": --weights names the arm newest, which has no unit (arms: new, newer, old), correct the name or leave it out",
        ("spend",),
        ("--weights", "newest=1,newer=1,old=1"),
    ),
    "an arm without a weight": (
        3,
        ": --weights names no arm newer (arms: new, newer, old), give it its planned share, 0 if it isn't part of the test",
        ("spend",),
        ("--weights", "new=1,old=1"),
    ),
    "an outcome of text": (3, f":2: shop is {ROWS[0][6]}{NUMBER}", ("shop",), ()),
    "a quantile above 1": (
        2,
        "--winsorize must be a quantile between 0.5 and 1, was 99.9",
        ("spend",),
        ("--winsorize", "99.9"),
    ),
    "an exposure that is no flag": (
        3,
        None,
        ("spend",),
        ("--exposed", "before"),
    ),
}


def wrong_option(files, code, message, outcome, options):
    given = ("--arm", "arm", "--control", "old", "--outcome", *outcome, *options)
    message = message or (
        f":2: before is {ROWS[0][5]}, write 1 for a unit that the treatment reached and 0 for any other"
    )
    UNITS.refused(files.plain, code, message, *given)


def usage(files):
    nowhere = files.folder / "nowhere.csv"
    UNITS.refused(nowhere, 2, f"there is no file {nowhere}, name a CSV or Parquet file", *SPEND)
    UNITS.refused(files.folder, 2, f"{files.folder} is a folder, name a file in it", *SPEND)
    UNITS.refused(files.plain, 2, "--arm is missing, name the column that holds the arm of a unit", "--outcome", "spend")
    UNITS.refused(
        files.plain,
        2,
        f"--control is missing, name the arm that the others are compared with (arms of {files.plain}: new, newer, old)",
        *("--arm", "arm", "--outcome", "spend"),
    )


def units_twice(files):
    rows = [*ROWS[:50], [7, ROWS[7][1], 1, 1, 1, 1, "north", 0]]
    message = ":52: the unit 7 is there again, first in line 9, give one row per unit, or name the column with --cluster"
    UNITS.refused(
        files.written("twice.csv", rows), 3, f"{message} if its rows belong together", *SPEND, "--unit", "account"
    )
    other = "new" if ROWS[7][1] == "old" else "old"
    rows = [*ROWS[:50], [7, other, 1, 1, 1, 1, "north", 0]]
    UNITS.refused(
        files.written("twice.csv", rows),
        3,
        f":52: the unit 7 is in arm {other} and, in line 9, in arm {ROWS[7][1]} (MULTI_ARM), leave such units out of both"
        " or correct their arm",
        *(*SPEND, "--unit", "account"),
    )


def unreadable(files):
    if os.geteuid() == 0:
        return  # root reads everything
    file = files.raw("arm,spend\n", "secret.csv")
    file.chmod(0)
    done = UNITS.submit(file, *SPEND)
    assert done.returncode == 2 and "can't be read" in done.stderr, done.stderr


def check(tally, parent):
    """Adds every case to the tally; files lie in a new folder inside parent."""
    files = Files(Path(tempfile.mkdtemp(prefix="unit files ", dir=parent)), "units.csv", HEADER, ROWS)
    good = {
        "estimates are those of the rows": by_hand,
        "gzip gives the same bytes": compressed,
        "other and quoted columns give the same bytes": other_columns,
        "JSON has estimates inside their intervals": machine_readable,
        "arms of other sizes than planned are invalid": broken_ratio,
        "what can't be estimated has a reason": degenerate,
        "the start is quick": lambda files: UNITS.starts_quickly(files.plain, *SPEND),
        "wrong calls are refused": usage,
        "a unit twice and a unit in two arms are refused": units_twice,
        "a file without the right to read is refused": unreadable,
    }
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        print("no pyarrow here: Parquet is left out")
    else:
        good["Parquet gives the same bytes"] = parquet
    if HILLSTROM.exists():
        good["Hillstrom agrees with its references"] = hillstrom
        good["Hillstrom's sample ratio agrees"] = hillstrom_sample_ratio
        good["Hillstrom's capped spend agrees"] = hillstrom_capped
    else:
        print(f"no {HILLSTROM}: Hillstrom is left out, name the folder above data/ in CROSSLIFT_SHARED")
    for name, case in good.items():
        tally.check(f"unit files: {name}", lambda: case(files))
    for name, (content, message) in MALFORMED.items():
        tally.check(f"unit files: {name} is refused", lambda: UNITS.refused(files.raw(content), 3, message, *SPEND))
    for name, case in OPTIONS.items():
        tally.check(f"unit files: {name} is refused", lambda: wrong_option(files, *case))


if __name__ == "__main__":
    tally = Tally()
    with tempfile.TemporaryDirectory() as parent:
        check(tally, parent)
    sys.exit(tally.close())
