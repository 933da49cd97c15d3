"""Starts runs as a new user would who got something wrong, and looks at the exit code, the last line, and what readers see after.

Usage: check_bad_inputs.py [TEXT of a case ...], from the environment that .ci/end-to-end makes.
"""

import gzip
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import corner_shop
from check_tables import fingerprint, published, same
from tally import Tally

PROJECT = Path(__file__).resolve().parent.parent
TIMEOUT_SECONDS = 900


class Shop:
    """A data set to break, with its lakehouse after one good run."""

    def __init__(self, root):
        self.root = Path(root)
        self.good = Path(corner_shop.make(self.root / "good"))
        self.lakehouse = self.root / "lakehouse"
        self.count = 0

    def broken(self, change):
        """A copy of the files with one thing wrong."""
        self.count += 1
        folder = self.root / f"case-{self.count}"
        shutil.copytree(self.good, folder)
        change(folder)
        return folder

    def source(self, old, new):
        """The source file with one thing wrong; it reads the good files."""
        self.count += 1
        text = (PROJECT / "conf/sources/complete-journey.conf").read_text()
        assert old in text, f"the source file has no {old!r}"
        path = self.root / f"case-{self.count}.conf"
        path.write_text(text.replace(old, new, 1))
        return path

    def settings(self, text):
        self.count += 1
        path = self.root / f"case-{self.count}.conf"
        path.write_text(text)
        return path

    def run(self, *arguments):
        return subprocess.run(
            [str(PROJECT / "submit.sh"), *map(str, arguments)],
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )

    def on(self, folder, *more, source="complete-journey"):
        return ("run", "--source", source, "--input", folder, "--lakehouse", self.lakehouse, *more)

    def at(self, *more):
        return self.on(self.good, *more)

    def of(self, source):
        return self.on(self.good, source=source)


def rewritten(name, change):
    """Changes the text of one file; CHANGE takes its lines, header first, and returns lines."""

    def change_folder(folder):
        path = folder / f"{name}.csv.gz"
        with gzip.open(path, "rt") as text:
            lines = text.read().splitlines()
        with gzip.open(path, "wt") as text:
            text.write("".join(line + "\n" for line in change(lines)))

    return change_folder


def bytes_of(name, change):
    def change_folder(folder):
        path = folder / f"{name}.csv.gz"
        path.write_bytes(change(path.read_bytes()))

    return change_folder


def in_latin1(data):
    """Names as French ones are, in the encoding of a western desktop."""
    text = gzip.decompress(data).decode().replace("GROCERY", "\u00c9PICERIE")
    return gzip.compress(text.encode("iso-8859-1"))


def without_column(lines):
    return [line.rsplit(",", 1)[0] for line in lines]


def every_tenth_amount_is_text(lines):
    broken = list(lines)
    for i in range(1, len(lines), 10):
        cells = lines[i].split(",")
        cells[5] = "one dollar"
        broken[i] = ",".join(cells)
    return broken


def orphans(lines):
    broken = list(lines)
    for i in range(1, len(lines), 10):
        cells = lines[i].split(",")
        cells[3] = "999999999"
        broken[i] = ",".join(cells)
    return broken


def cases(shop):
    """Name, arguments, exit code, and what the last line says."""
    missing = shop.broken(lambda folder: (folder / "transactions.csv.gz").unlink())
    yield "no command", (), 2, r"no command was given, name one of"
    yield "a command that does not exist", ("runn",), 2, r"there is no command runn .*did you mean run"
    yield "an option that does not exist", shop.at("--lakehose", "x"), 2, r"there is no option --lakehose.*--lakehouse"
    yield "a date that is none", shop.at("--as-of", "2017-13-45"), 2, r"--as-of.*2017-13-45"
    yield "a setting that does not exist", shop.at("--set", "journey.lookbak=30d"), 2, r"journey\.lookbak.*journey\.lookback"
    yield "a setting of the wrong type", shop.at("--set", "journey.timeout=soon"), 2, r"journey\.timeout.*soon"
    yield "a setting out of range", shop.at("--set", "quality.max-quarantined-revenue=7"), 2, r"max-quarantined-revenue.*7"
    yield (
        "a model that does not exist",
        shop.at("--set", 'attribution.models=["markow"]', "--set", "attribution.models-of-record=[]"),
        2,
        r"markow.*markov",
    )
    yield "a settings file that does not exist", shop.at("--config", "nowhere.conf"), 2, r"nowhere\.conf"
    yield (
        "a settings file that is not closed",
        shop.at("--config", shop.settings("journey {\n  timeout = 30 d\n")),
        2,
        r"case-\d+\.conf",
    )
    yield (
        "a settings file with two faults",
        shop.at("--config", shop.settings("journey { timeout = never }\nliift { alpha = 0.05 }\n")),
        2,
        r"2 ",
    )
    yield "a source that does not exist", ("run", "--source", "complet-journey"), 2, r"complet-journey.*complete-journey"
    yield "an input folder that does not exist", shop.on(shop.root / "nowhere"), 2, r"nowhere"
    yield "a missing file", shop.on(missing), 2, r"feed transactions: nothing lies at .*transactions\.csv\.gz"
    yield (
        "a lakehouse that is a file",
        (*shop.at()[:-1], shop.settings("not a folder")),
        2,
        r"case-\d+\.conf",
    )
    yield "an as-of before the published one", shop.at("--as-of", "2017-11-30"), 2, r"2017-11-30 is older .*2017-12-31.*--from"
    yield (
        "a column that a query misspells",
        shop.of(shop.source("min(transaction_timestamp)", "min(transaction_time)")),
        2,
        r"case-\d+\.conf.*accounts.*transaction_time",
    )
    yield (
        "a function that does not exist",
        shop.of(shop.source("min(transaction_timestamp)", "minimum(transaction_timestamp)")),
        2,
        r"accounts.*minimum",
    )
    yield (
        "a query that reads the clock",
        shop.of(shop.source("min(transaction_timestamp)", "now()")),
        2,
        r"now",
    )
    yield (
        "a query that is no query",
        shop.of(shop.source("SELECT household_id AS account_id, min(", "DROP TABLE accounts; SELECT min(")),
        2,
        r"accounts",
    )
    yield (
        "a contract table that does not exist",
        shop.of(shop.source("    accounts = [", "    acounts = [")),
        2,
        r"acounts.*accounts",
    )
    yield (
        "a zone that does not exist",
        shop.of(shop.source("time-zone = UTC", "time-zone = Mars/Olympus")),
        2,
        r"Mars/Olympus",
    )
    yield (
        "a file without one of its columns",
        shop.on(shop.broken(rewritten("transactions", without_column))),
        2,
        r"transactions.*transaction_timestamp",
    )
    yield (
        "a file with two columns swapped in its header",
        shop.on(
            shop.broken(
                rewritten("transactions", lambda lines: [lines[0].replace("basket_id,product_id", "product_id,basket_id"), *lines[1:]])
            )
        ),
        3,
        r"quarantined revenue is .* 100 % .*ORPHAN_PRODUCT",
    )
    yield (
        "amounts that are text in every tenth line",
        shop.on(shop.broken(rewritten("transactions", every_tenth_amount_is_text))),
        3,
        r"feed transactions: \d+ of \d+ lines are MALFORMED, 10\.\d+ % where quality.max-malformed-lines allows 0.5 %.*one dollar",
    )
    yield (
        "a file that ends too early",
        shop.on(shop.broken(bytes_of("transactions", lambda data: data[: len(data) // 2]))),
        3,
        r"transactions\.csv\.gz.*ends too early",
    )
    yield (
        "a file that is named gz and is none",
        shop.on(shop.broken(bytes_of("transactions", gzip.decompress))),
        3,
        r"transactions\.csv\.gz.*not a gzip file",
    )
    yield (
        "a file without a byte",
        shop.on(shop.broken(bytes_of("transactions", lambda data: b""))),
        3,
        r"transactions.*empty",
    )
    yield (
        "a file of a header alone",
        shop.on(shop.broken(rewritten("transactions", lambda lines: lines[:1]))),
        3,
        r"hold no row, but the last run found some",
    )
    yield (
        "a file in another encoding",
        shop.on(shop.broken(bytes_of("products", in_latin1))),
        3,
        r"feed products: \d+ of \d+ lines are MALFORMED, .*bytes that are no UTF-8: name the file's encoding",
    )
    yield (
        "receipts of products that are not in the product file",
        shop.on(shop.broken(rewritten("transactions", orphans))),
        3,
        r"revenue.*quarantined.*ORPHAN_PRODUCT|max-quarantined-revenue",
    )
    yield (
        "a feed that is late",
        shop.at("--as-of", "2018-03-31", "--set", "quality.max-lag=7d"),
        3,
        r"max-lag",
    )
    yield (
        "a path that holds another format",
        shop.of(shop.source("format = csv, path = transactions.csv.gz", "format = parquet, path = transactions.csv.gz")),
        3,
        r"transactions",
    )
    yield "a memory size that is none", shop.at("--", "--driver-memory", "lots"), 2, r"lots"


def last_line(result):
    lines = result.stderr.strip().splitlines()
    return lines[-1] if lines else ""


def checked(shop, arguments, code, says):
    result = shop.run(*arguments)
    line = last_line(result)
    print(f"        exit {result.returncode}: {line}".replace(str(shop.root), "..."), flush=True)
    assert result.returncode == code, f"exit {result.returncode} instead of {code}:\n{result.stderr[-3000:]}"
    assert re.match(r"(crosslift|submit\.sh): ", line), f"the last line is {line!r}"
    assert re.search(says, result.stderr), f"nothing says {says!r}:\n{result.stderr[-3000:]}"
    assert "\tat " not in result.stderr, f"a stack trace:\n{result.stderr[-3000:]}"


def staged(shop):
    return [str(path) for path in (shop.lakehouse / "_staging").glob("*")]


def good_run(shop):
    result = shop.run(*shop.at())
    assert result.returncode == 0, result.stderr[-3000:]


def check(tally, parent, wanted=()):
    """Runs the cases below PARENT, a folder: all, or those in whose name one of the wanted texts stands."""
    shop = Shop(parent)
    tally.check("a good run of a few households", lambda: good_run(shop))
    before = fingerprint(shop.lakehouse)
    for name, arguments, code, says in cases(shop):
        if wanted and not any(text in name for text in wanted):
            continue
        tally.check(f"{name}: exit {code}", lambda: checked(shop, arguments, code, says))
        tally.check(f"{name}: readers see the run before", lambda: same(published(before), published(fingerprint(shop.lakehouse))))

    def mended():
        good_run(shop)
        same(before, fingerprint(shop.lakehouse))
        assert not staged(shop), staged(shop)

    tally.check("after all of them a good run gives the same rows", mended)


if __name__ == "__main__":
    tally = Tally()
    with tempfile.TemporaryDirectory() as parent:
        check(tally, parent, sys.argv[1:])
    sys.exit(tally.close())
