"""Path files through submit.sh, as an analyst gives them: good ones in every format, and many that are malformed.

Usage: check_path_files.py, from the environment that .ci/end-to-end makes (it needs pyarrow).
"""

import csv
import gzip
import json
import random
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

import pyarrow
import pyarrow.csv
import pyarrow.parquet

from file_command import FileCommand, Files, rows_of
from tally import Tally

RESULTS = ("credit.csv", "transitions.csv", "checks.csv")
MODELS = "first_touch,last_touch,last_non_direct,linear,position_based,custom,markov,shapley,shapley_rate,markov_shapley"
CHANNELS = ["direct", "e-mail", "in-app", "Google", "Google Search", "größer, schöner", "\N{GRINNING FACE} app"]
HEADER = ["path", "conversions", "value", "nulls", "goal"]


def seeded_rows(count):
    draw = random.Random(7)
    for _ in range(count):
        path = " > ".join(draw.choices(CHANNELS, weights=range(1, 8), k=draw.randint(0, 6)))
        conversions = draw.choice([0, 0, 0, 1, 2])
        cents = draw.randint(1, 100_000) if conversions else 0
        yield [path, conversions, f"{cents / 100:.2f}", draw.randint(0, 9), draw.choice(["cross_sell", "up_sell"])]


ROWS = list(seeded_rows(400))
PATHS = FileCommand("attribute-paths", "io.crosslift.pathfile.PathFile")


def attributed(file, out, *options):
    """Runs all models; returns what was printed. The results are in the folder."""
    done = PATHS.submit(file, "--models", MODELS, "--order", "1,2", *options, "--out", out)
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr}"
    assert sorted(path.name for path in out.iterdir()) == sorted(RESULTS)
    return done.stdout


def credit_adds_up(files):
    out = files.folder / "plain"
    attributed(files.plain, out)
    expected = {}
    for path, conversions, value, _, goal in ROWS:
        sums = expected.setdefault(goal, [Decimal(0), Decimal(0), Decimal(0)])
        sums[0] += conversions
        sums[1] += Decimal(value)
        sums[2] += conversions if not path else 0
    found = {}
    for row in rows_of(out / "credit.csv"):
        sums = found.setdefault((row["model"], row["order"], row["goal"]), [Decimal(0), Decimal(0), Decimal(0)])
        sums[0] += Decimal(row["conversions"])
        sums[1] += Decimal(row["value"])
        sums[2] += Decimal(row["conversions"]) if row["channel"] == "unattributed" else 0
    assert len(found) == 2 * (len(MODELS.split(",")) + 1), sorted(found)
    for key, sums in found.items():
        for left, right in zip(sums, expected[key[2]]):
            assert abs(left - right) <= Decimal("1e-9") * right, f"{key}: {left} credited, {right} in the file"


def transitions_are_a_chain(files):
    leaving = {}
    for row in rows_of(files.folder / "plain" / "transitions.csv"):
        sums = leaving.setdefault((row["order"], row["goal"], row["from"]), [Decimal(0), 0])
        sums[0] += Decimal(row["probability"])
        sums[1] += int(row["count"])
    for state, (probability, _) in leaving.items():
        assert abs(probability - 1) < Decimal("1e-12"), f"{state} is left with probability {probability}"
    for goal in ("cross_sell", "up_sell"):
        journeys = sum(row[1] + row[3] for row in ROWS if row[0] and row[4] == goal)
        assert leaving["1", goal, "(start)"][1] == journeys
        assert leaving["2", goal, "(start)"][1] == journeys


def checks_passed(files):
    checks = rows_of(files.folder / "plain" / "checks.csv")
    assert {row["passed"] for row in checks} == {"true"}, [row for row in checks if row["passed"] != "true"]
    assert {row["model"] for row in checks} == set(MODELS.split(","))


def same_results(files, name, file, *options):
    out = files.folder / name
    attributed(file, out, *options)
    for result in RESULTS:
        assert (out / result).read_bytes() == (files.folder / "plain" / result).read_bytes(), f"{result} differs"


def shuffled(files):
    rows = [[row[0], row[1], row[2], row[3], row[4]] for row in ROWS]
    random.Random(1).shuffle(rows)
    halves = [[path, c - c // 2, value, n, g] if c != 1 else [path, c, value, n, g] for path, c, value, n, g in rows]
    rest = [[path, c // 2, "0.00", 0, g] for path, c, _, _, g in rows if c > 1]
    same_results(files, "shuffled", files.written("shuffled.csv", halves + rest))


def other_columns(files):
    file = files.folder / "other.csv"
    with file.open("w", newline="", encoding="utf-8-sig") as text:
        writer = csv.writer(text, quoting=csv.QUOTE_ALL)
        writer.writerow(["total_null", "id", "total_conversion_value", "product", "path", "total_conversions"])
        writer.writerows([nulls, i, value, goal, path, c] for i, (path, c, value, nulls, goal) in enumerate(ROWS))
    same_results(files, "other", file, "--goal-column", "product")


def other_separator(files):
    rows = [[path.replace(" > ", "→"), *rest] for path, *rest in ROWS]
    same_results(files, "separator", files.written("separator.csv", rows), "--separator", "→")


def compressed(files):
    file = files.folder / "paths.csv.gz"
    file.write_bytes(gzip.compress(files.plain.read_bytes()))
    same_results(files, "gzip", file)


def parquet(files, name, types, **how):
    columns = list(zip(*ROWS))
    values = {"string": columns[2], "double": map(float, columns[2]), "decimal": map(Decimal, columns[2])}
    table = pyarrow.table(
        {
            "value": pyarrow.array(list(values[types]), pyarrow.decimal128(18, 2) if types == "decimal" else None),
            "path": pyarrow.array([path or None for path in columns[0]]),
            "nulls": pyarrow.array(columns[3], pyarrow.int32()),
            "conversions": pyarrow.array(columns[1], pyarrow.float64() if types == "double" else pyarrow.int64()),
            "goal": pyarrow.array(columns[4]).dictionary_encode(),
        }
    )
    file = files.folder / f"{name}.parquet"
    pyarrow.parquet.write_table(table, file, row_group_size=150, **how)
    same_results(files, name, file)


def damaged_parquet(files):
    whole = (files.folder / "snappy.parquet").read_bytes()
    PATHS.refused(files.raw(whole[:-20], "paths.parquet"), 3, ": it is no whole Parquet file, write or copy it again")


def parquet_without_a_column(files):
    file = files.folder / "without.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"path": ["a"], "count": [1]}), file)
    PATHS.refused(file, 3, ": there is no column conversions (columns: path, count), name it conversions or total_conversions")


def parquet_with_a_wrong_row(files):
    file = files.folder / "wrong.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"path": ["a", "b"], "conversions": [1, -3]}), file)
    PATHS.refused(file, 3, ", row 2: conversions is -3, a count is never negative, correct it or leave the row out")


def readable_table(files):
    out = files.folder / "table"
    printed = attributed(files.plain, out)
    wide = [line for line in printed.splitlines() if len(line) > 100 and not line.startswith("wrote ")]
    assert not wide, "wider than 100 columns:\n" + "\n".join(wide)
    for model in ("first_touch", "markov 1", "markov 2", "shapley_rate"):
        assert model in printed, printed


def machine_readable(files):
    done = PATHS.submit(files.plain, "--models", "markov,shapley", "--order", "auto", "--bootstrap", "20", "--json")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["rows"] == len(ROWS)
    for model in summary["models"]:
        shares = [channel["share"] for channel in model["channels"] if channel["share"] is not None]
        assert abs(sum(shares) - 1) < 1e-9, model
        for channel in model["channels"]:
            if channel["share"] is not None:
                assert 0 <= channel["share_low"] <= channel["share"] <= channel["share_high"] <= 1, channel


def no_conversions(files):
    out = files.folder / "none"
    done = PATHS.submit(files.raw("path,conversions,nulls\na > b,0,3\nb,0,1\n"), "--models", "markov,shapley", "--out", out)
    assert done.returncode == 0, done.stderr
    assert "no conversions: every credit is 0" in done.stderr, done.stderr
    assert [row["conversions"] for row in rows_of(out / "credit.csv")] == ["0.0"] * 4


def comparison(files):
    done = PATHS.submit("--compare")
    assert done.returncode == 0, done.stderr
    for tool in ("ChannelAttribution", "fractribution", "Snowplow", "DP6", "eeghor"):
        assert tool in done.stdout, f"{tool} is not compared"


NUMBER = ", that is no number, write digits with a point before the decimals"
EXACT = ", beyond which sums are not exact, correct the number or give values in a larger unit"

MALFORMED = {
    "an empty file": (b"", ": it is empty, write a header such as path,conversions,value,nulls and a row per path"),
    "a header alone": ("path,conversions\n", ": it has a header and no rows, add a row per path"),
    "a negative count": (
        "path,conversions\na > b,1\nb,-2\n",
        ":3: conversions is -2, a count is never negative, correct it or leave the row out",
    ),
    "a fractional count": (
        "path,conversions,nulls\na > b,1,0.5\n",
        ":2: nulls is 0.5, a count is a whole number of journeys, correct it",
    ),
    "a word for a count": ("path,conversions\na > b,one\n", f":2: conversions is one{NUMBER}"),
    "a decimal comma": ('path,conversions,value\na > b,1,"1,5"\n', f":2: value is 1,5{NUMBER}"),
    "an empty cell": ("path,conversions\na > b,\n", ":2: conversions is empty, write 0 where there is none"),
    "value without a conversion": (
        "path,conversions,value\na > b,0,7.5\n",
        ":2: value is 7.5 with 0 conversions, count the conversions or set the value to 0",
    ),
    "an empty channel": (
        "path,conversions\na > b,1\na >  > b,1\n",
        ":3: the path 'a >  > b' has an empty channel at position 2, name it or take out the ' > ' too many",
    ),
    "another separator": (
        "path,conversions\na,1\na|b,2\n",
        ":3: no path has the separator ' > ', but 'a|b' has '|', name the right one with --separator,"
        " or rename the channel if it is one",
    ),
    "a missing column": (
        "path,value\na,1\n",
        ":1: there is no column conversions (columns: path, value), name it conversions or total_conversions",
    ),
    "a header named twice": (
        "path,conversions,nulls,nulls\na,1,1,1\n",
        ":1: the column nulls is there more than once, leave one of them out",
    ),
    "two columns for one thing": (
        "path,conversions,value,revenue\na,1,1,1\n",
        ":1: the columns value and revenue both hold value, leave one of them out",
    ),
    "semicolons": (
        "path;conversions\na;1\n",
        ":1: there is no column path (columns: path;conversions), separate columns with commas",
    ),
    "Latin-1": (
        "path,conversions\na,1\nschön,1\n".encode("latin-1"),
        ":3: the byte 0xF6 is no UTF-8, save the file as UTF-8",
    ),
    "UTF-16": ("path,conversions\na,1\n".encode("utf-16"), ":1: the byte 0xFF is no UTF-8, save the file as UTF-8"),
    "a row too short": (
        "path,conversions,nulls\na,1\n",
        ":2: the row has 2 cells, the header has 3, write a cell that holds a comma in quotes",
    ),
    "an open quote": (
        'path,conversions\na,1\n"b,1\nc,1\n',
        ":3: a cell is opened by a quote that nothing closes, close it",
    ),
    "text after a quote": (
        'path,conversions\n"a" > b,1\n',
        ":2: a cell goes on after its closing quote, write each quote inside a cell twice",
    ),
    "a count beyond all bounds": (
        "path,conversions\na,1\nb,9223372036854775808\n",
        f":3: with this row the sum of conversions exceeds 9007199254740992{EXACT}",
    ),
    "too many channels": (
        "path,conversions\n" + "".join(f"a > c{i},1\n" for i in range(65_535)),
        ":65536: the channel c65534 is one more than the 65535 that a model can hold, merge rare channels or correct"
        " --separator",
    ),
    "a workbook": (b"PK\x03\x04\x14\x00", ": it is a workbook or archive, save it as CSV"),
    "gzip cut short": (
        gzip.compress(b"path,conversions\na,1\n")[:14],
        ": its gzip data breaks off at the start, copy or compress the file again",
    ),
}


def usage(files):
    nowhere = files.folder / "nowhere.csv"
    PATHS.refused(nowhere, 2, f"there is no file {nowhere}, name a CSV or Parquet file")
    PATHS.refused(files.folder, 2, f"{files.folder} is a folder, name a file in it")
    PATHS.refused(
        files.plain,
        2,
        "time_decay needs the time or class of each touch and a path file has channels only, leave it out of --models",
        "--models",
        "time_decay",
    )


def too_many_paths(files):
    PATHS.refused(
        files.raw("path,conversions\na,1\nb,1\nc,1\n"),
        3,
        ":4: the file has more than 2 distinct paths, raise --set journey.max-distinct-paths (some 300 bytes of memory"
        " each) or shorten the paths",
        "--set",
        "journey.max-distinct-paths=2",
    )


def check(tally, parent):
    """Adds every case to the tally; files lie in a new folder inside parent."""
    files = Files(Path(tempfile.mkdtemp(prefix="path files ", dir=parent)), "paths.csv", HEADER, ROWS)
    good = {
        "credit of every model adds up to the file": credit_adds_up,
        "transitions are a chain": transitions_are_a_chain,
        "all checks passed": checks_passed,
        "shuffled and split rows give the same bytes": shuffled,
        "other tools' columns give the same bytes": other_columns,
        "another separator gives the same bytes": other_separator,
        "gzip gives the same bytes": compressed,
        "Parquet with decimals gives the same bytes": lambda files: parquet(files, "snappy", "decimal"),
        "Parquet with doubles gives the same bytes": lambda files: parquet(files, "zstd", "double", compression="zstd"),
        "Parquet with text gives the same bytes": lambda files: parquet(
            files, "gzipped", "string", compression="gzip", use_dictionary=False, data_page_version="2.0"
        ),
        "a damaged Parquet file is refused": damaged_parquet,
        "a Parquet file without a column is refused": parquet_without_a_column,
        "a Parquet file with a wrong row is refused": parquet_with_a_wrong_row,
        "the table is readable": readable_table,
        "JSON has shares inside their intervals": machine_readable,
        "the start is quick": lambda files: PATHS.starts_quickly(files.plain, "--models", "shapley"),
        "no conversions is a warning": no_conversions,
        "models are compared with other tools": comparison,
        "no file, a folder and a model that needs times are refused": usage,
        "too many paths are refused": too_many_paths,
    }
    for name, case in good.items():
        tally.check(f"path files: {name}", lambda: case(files))
    for name, (content, message) in MALFORMED.items():
        tally.check(f"path files: {name} is refused", lambda: PATHS.refused(files.raw(content), 3, message))


if __name__ == "__main__":
    tally = Tally()
    with tempfile.TemporaryDirectory() as parent:
        check(tally, parent)
    sys.exit(tally.close())
