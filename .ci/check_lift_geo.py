"""Files of markets and days through submit.sh, as an analyst gives them: GeoLift's walkthrough, matched_markets' example, made ones, and
many that are wrong.

Usage: check_lift_geo.py; Parquet is tried where pyarrow is installed, as in the environment that .ci/end-to-end makes.
"""

import datetime
import gzip
import json
import math
import random
import shutil
import sys
import tempfile
from pathlib import Path

from file_command import FileCommand, Files, rows_of
from tally import Tally

PROJECT = Path(__file__).resolve().parent.parent
GOLDEN = PROJECT / "src" / "test" / "resources" / "golden" / "lift"
RESULTS = ["daily.csv", "geo.csv", "weights.csv"]
HEADER = ["location", "date", "Y"]
START = datetime.date(2024, 1, 1)
TEST = ["--treated", "north", "--from", "2024-02-10"]


def seeded_rows(markets=24, days=50):
    """North has 25 more from the 41st day on."""
    draw = random.Random(11)
    names = ["north", *(f"m{i}" for i in range(1, markets))]
    for day in range(days):
        common = 200 + 15 * math.sin(day / 2)
        for name in names:
            lifted = 25 if name == "north" and day >= 40 else 0
            yield [name, START + datetime.timedelta(day), f"{common + draw.gauss(0, 3) + lifted:.2f}"]


ROWS = list(seeded_rows())
MARKETS = FileCommand("lift-geo", "io.crosslift.marketfile.MarketTable")


def estimated(file, out, *options):
    """Runs a test; returns what was printed and the rows by method. All results are in the folder."""
    done = MARKETS.submit(file, *(options or TEST), "--out", out)
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr}"
    assert sorted(path.name for path in out.iterdir()) == RESULTS
    for result in RESULTS:
        cells = (out / result).read_text(encoding="utf-8").replace("\n", ",").split(",")
        assert not {"NaN", "Infinity", "-Infinity", "null"} & set(cells), f"{result} holds a number that is none"
    wide = [line for line in done.stdout.splitlines() if len(line) > 100 and not line.startswith("wrote ")]
    assert not wide, "wider than 100 columns:\n" + "\n".join(wide)
    return done.stdout, {row["method"]: row for row in rows_of(out / "geo.csv")}


def close(actual, expected, tolerance):
    assert abs(float(actual) - expected) <= tolerance, f"{actual} is not {expected}"


def unpacked(files, source, name):
    with gzip.open(source) as packed, (files.folder / name).open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    return files.folder / name


def walkthrough(files):
    source = GOLDEN / "geolift_walkthrough"
    file = unpacked(files, source / "GeoLift_Test.csv.gz", "geolift.csv")
    text, methods = estimated(
        file, files.folder / "walkthrough", "--treated", "chicago,portland", "--from", "2021-04-01"
    )
    control = methods["synthetic_control"]
    expected = {row["field"]: row for row in rows_of(source / "expected.csv") if row["case"] == "test"}
    for field, column, factor in [
        ("att", "effect", 1),
        ("incremental", "total", 1),
        ("lift_pct", "relative", 100),
        ("l2", "l2", 1),
        ("scaled_l2", "scaled_l2", 1),
    ]:
        close(float(control[column]) * factor, float(expected[field]["value"]), float(expected[field]["abs_tol"]))
    weights = {
        row["market"]: row["weight"]
        for row in rows_of(files.folder / "walkthrough" / "weights.csv")
        if row["method"] == "synthetic_control"
    }
    for field, row in expected.items():
        if field.startswith("w:"):
            close(weights[field[2:]], float(row["value"]), float(row["abs_tol"]))
    close(methods["augmented_synthetic_control"]["effect"], 156.805, 5e-4)
    close(control["p_conformal"], 0.047619047619047616, 1e-9)
    close(control["p_placebo_markets"], 0.2997159090909091, 1e-9)
    assert control["verdict"] == "inconclusive" and "TESTS_DISAGREE" in control["warnings"], control
    assert "found an effect, placebo markets did not" in " ".join(text.split()), text


def matched_markets(files):
    source = GOLDEN / "tbr_matched_markets"
    file = unpacked(files, source / "salesandcost.csv.gz", "salesandcost.csv")
    treated = [row["geo"] for row in rows_of(source / "geoassignment.csv") if row["geo.group"] == "2"]
    options = ["--location", "geo", "--outcome", "sales", "--cost", "cost", "--treated", ",".join(treated)]
    days = ["--from", "2015-02-16", "--to", "2015-03-15", "--missing", "zero", "--alpha", "0.1"]
    _, methods = estimated(file, files.folder / "matched", *options, *days)
    expected = {row["field"]: row for row in rows_of(source / "expected.csv")}
    for field, column in [
        ("iroas", "return_on_spend"),
        ("iroas_lower_2tail", "return_low"),
        ("iroas_upper_2tail", "return_high"),
        ("incr_response", "total"),
        ("incr_cost", "spend"),
        ("rel_lift", "relative"),
    ]:
        close(methods["tbr"][column], float(expected[field]["value"]), float(expected[field]["abs_tol"]))


def large_effect(files):
    _, methods = estimated(files.plain, files.folder / "large")
    for method, row in methods.items():
        close(row["effect"], 25, 4)
        assert row["design_warnings"] == "NO_COOLDOWN", row
    assert methods["tbr"]["verdict"] == "positive", methods["tbr"]


def same_bytes(files, file, *options):
    estimated(files.plain, files.folder / "plain")
    estimated(file, files.folder / "other", *options)
    for result in RESULTS:
        assert (files.folder / "plain" / result).read_bytes() == (files.folder / "other" / result).read_bytes(), result


def compressed(files):
    file = files.folder / "markets.csv.gz"
    file.write_bytes(gzip.compress(files.plain.read_bytes()))
    same_bytes(files, file)


def turned(files):
    same_bytes(files, files.written("turned.csv", sorted(ROWS, key=lambda row: (row[0], -row[1].toordinal()))))


def parquet(files):
    import pyarrow
    import pyarrow.parquet

    columns = list(zip(*ROWS))
    table = {"location": columns[0], "date": columns[1], "Y": [float(y) for y in columns[2]]}
    pyarrow.parquet.write_table(pyarrow.table(table), files.folder / "markets.parquet")
    same_bytes(files, files.folder / "markets.parquet")


def machine_readable(files):
    done = MARKETS.submit(files.plain, *TEST, "--json", "--quiet")
    result = json.loads(done.stdout, parse_constant=lambda name: (_ for _ in ()).throw(ValueError(name)))
    assert done.stderr == "" and len(result["methods"]) == 5, done.stderr
    for method in result["methods"]:
        low, high = method["effect_low"], method["effect_high"]
        assert low is None or low < method["effect"], method
        assert high is None or high > method["effect"], method


def refused(file, exit_code, message, *options):
    out = file.parent / "never"
    done = MARKETS.submit(file, *(options or TEST), "--out", out)
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == exit_code, f"exit {done.returncode}: {done.stderr}"
    assert last.startswith("crosslift: ") and message in last, last
    assert "Exception" not in done.stderr and not out.exists(), done.stderr


MALFORMED = {
    "an empty file": ("", ": it is empty, write a header such as location,date,Y and a row per market and day"),
    "a header alone": ("location,date,Y\n", ": it has a header and no rows"),
    "a column twice": ("location,date,Y,Y\na,2024-01-01,1,2\n", ":1: the column Y is there more than once"),
    "a day of another style": ("location,date,Y\nnorth,1/2/2024,1\n", ":2: date is 1/2/2024, that is no day"),
    "a day that is none": ("location,date,Y\nnorth,2024-02-30,1\n", ":2: date is 2024-02-30, that is no day"),
    "text for a number": ("location,date,Y\nnorth,2024-01-01,many\n", ":2: Y is many, that is no number"),
    "NaN": ("location,date,Y\nnorth,2024-01-01,NaN\n", ":2: Y is NaN, that is no number"),
    "an infinity": ("location,date,Y\nnorth,2024-01-01,-Infinity\n", ":2: Y is -Infinity, that is no number"),
    "an empty outcome": ("location,date,Y\nnorth,2024-01-01,\n", ":2: Y is empty, write 0"),
    "an empty market": ("location,date,Y\n,2024-01-01,1\n", ":2: location is empty, name it"),
    "a ragged row": ("location,date,Y\nnorth,2024-01-01\n", ":2: the row has 2 cells, the header has 3"),
    "a market twice on a day": (
        "location,date,Y\nnorth,2024-01-01,1\nnorth,2024-01-01,2\n",
        ":3: the market north has a row for 2024-01-01 already, line 2",
    ),
    "an open quote": ('location,date,Y\n"north,2024-01-01,1\n', ":2: a cell is opened by a quote that nothing closes"),
    "another encoding": ("location,date,Y\nk\xf6ln,2024-01-01,1\n".encode("latin-1"), ":2: the byte 0xF6 is no UTF-8"),
    "a gzip that breaks off": (gzip.compress(b"location,date,Y\n" + b"north,2024-01-01,1\n" * 9)[:-12], "gzip data"),
    "a workbook": (b"PK\x03\x04" + b"0" * 50, ": it is a workbook or archive, save it as CSV"),
    "a Parquet that is none": (b"PAR1" + b"0" * 50, ": it is no whole Parquet file"),
}

OPTIONS = {
    "no treated market": (2, "--treated is missing", "--from", "2024-02-10"),
    "no first day": (2, "--from is missing", "--treated", "north"),
    "an unknown market": (2, "there is no market nord for --treated", "--treated", "nord", "--from", "2024-02-10"),
    "a treated market left out": (2, "is in --treated and in --exclude", *TEST, "--exclude", "north"),
    "an unknown method": (2, "there is no method magic for --method", *TEST, "--method", "magic"),
    "a first day after the file": (2, "lies after the last day", "--treated", "north", "--from", "2030-01-01"),
    "a first day too early": (2, "there are 1 days before --from", "--treated", "north", "--from", "2024-01-02"),
    "a last day before the first": (2, "lies before --from", *TEST, "--to", "2024-02-01"),
    "an unknown column": (2, "there is no column sales (columns: location, date, Y)", *TEST, "--outcome", "sales"),
    "a wrong error rate": (2, "--alpha must be above 0", *TEST, "--alpha", "5"),
    "a column for two things": (2, "the column location is named by two options", *TEST, "--pair", "location"),
    "an unknown option": (2, "there is no option --wrong", *TEST, "--wrong"),
    "an unknown setting": (2, "lift.wrong", *TEST, "--set", "lift.wrong=1"),
}


def wrong_option(files, exit_code, message, *options):
    refused(files.plain, exit_code, message, *options)


def missing_day(files):
    rows = [row for row in ROWS if not (row[0] == "m3" and row[1] == datetime.date(2024, 1, 5))]
    file = files.written("gap.csv", rows)
    refused(file, 3, ": the market m3 has no row for 2024-01-05 (49 of 50 days)")
    estimated(file, files.folder / "without", *TEST, "--exclude", "m3")
    estimated(file, files.folder / "filled", *TEST, "--missing", "zero")


def missing_file(files):
    done = MARKETS.submit(files.folder / "none.csv", *TEST)
    assert done.returncode == 2 and "there is no file" in done.stderr, done.stderr


def check(tally, parent):
    """Adds every case to the tally; files lie in a new folder inside parent."""
    files = Files(Path(tempfile.mkdtemp(prefix="market files ", dir=parent)), "markets.csv", HEADER, ROWS)
    good = {
        "GeoLift's walkthrough agrees with its references": walkthrough,
        "matched_markets' return agrees with its references": matched_markets,
        "a large effect is found by all methods": large_effect,
        "gzip gives the same bytes": compressed,
        "rows in another order give the same bytes": turned,
        "JSON has effects inside their intervals": machine_readable,
        "the start is quick": lambda files: MARKETS.starts_quickly(files.plain, *TEST),
        "a day without a row is named": missing_day,
        "a file that isn't there is refused": missing_file,
    }
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        print("no pyarrow here: Parquet is left out")
    else:
        good["Parquet gives the same bytes"] = parquet
    for name, case in good.items():
        tally.check(f"market files: {name}", lambda: case(files))
    for name, (content, message) in MALFORMED.items():
        tally.check(f"market files: {name} is refused", lambda: refused(files.raw(content), 3, message))
    for name, case in OPTIONS.items():
        tally.check(f"market files: {name} is refused", lambda: wrong_option(files, *case))


if __name__ == "__main__":
    tally = Tally()
    with tempfile.TemporaryDirectory() as parent:
        check(tally, parent)
    sys.exit(tally.close())
