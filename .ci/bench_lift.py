"""Times `submit.sh lift-units` as whole processes: against the start of a JVM that only reads the file, and against tea-tasting.

Takes the Hillstrom file (64,000 rows; $CROSSLIFT_SHARED/data/hillstrom, default ../shared) and seeded files of one and ten million rows made
under target/bench. tea-tasting, pinned in bench-lift-requirements.txt, reads with polars and gets the same questions; its numbers are compared
with ours to 1e-9, apart from its covariate adjustment, whose slope is pooled across the arms. Elapsed seconds need an idle machine,
seconds of processors hardly do. Peak memory is that of the process; the two large files run in a heap of the same 256 MB.

Usage: bench_lift.py [--rounds 5] [--rows 10000000] [--without-peer]
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import time
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
WORK = PROJECT / "target" / "bench"
REQUIREMENTS = PROJECT / ".ci" / "bench-lift-requirements.txt"
SUBMIT = str(PROJECT / "submit.sh")
SHARED = Path(os.environ.get("CROSSLIFT_SHARED", PROJECT.parent / "shared"))
HEAP = "256m"

READER = """
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

public class ReadLines {
    public static void main(String[] arguments) throws IOException {
        InputStream bytes = Files.newInputStream(Path.of(arguments[0]));
        InputStream text = arguments[0].endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes;
        long lines = 0;
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(text))) {
            while (reader.readLine() != null) {
                lines++;
            }
        }
        System.out.println(lines);
    }
}
"""

PEER = """
import json
import sys
import polars
import tea_tasting
file, arm, control, out, metrics = sys.argv[1:6]
built = {}
for name, kind, *columns in json.loads(metrics):
    built[name] = (tea_tasting.RatioOfMeans if kind == "ratio" else tea_tasting.Mean)(*columns, equal_var=False)
results = tea_tasting.Experiment(built, variant=arm).analyze(polars.read_csv(file), control=control, all_variants=True)
numbers = {}
for (_, treatment), result in results.items():
    for name, metric in result.items():
        numbers[name + " " + str(treatment)] = {key: float(value) for key, value in metric._asdict().items()}
with open(out, "w") as text:
    json.dump(numbers, text)
"""

# What tea-tasting calls our columns.
COLUMNS = {
    "difference": "effect_size",
    "ci_low": "effect_size_ci_lower",
    "ci_high": "effect_size_ci_upper",
    "p_value": "pvalue",
    "relative": "rel_effect_size",
    "relative_low": "rel_effect_size_ci_lower",
    "relative_high": "rel_effect_size_ci_upper",
    "statistic": "statistic",
}


def measured(command, memory=None):
    """Seconds, seconds of processors and peak megabytes of a process; its output goes to target/bench/last.log."""
    environment = {**os.environ, "CROSSLIFT_DRIVER_MEMORY": memory} if memory else None
    with (WORK / "last.log").open("w") as log:
        start = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"exit {process.returncode}: {' '.join(command)}\n{(WORK / 'last.log').read_text()}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def best(rounds, commands, memory=None):
    """The quickest of several runs of each command and its largest peak, the commands taking turns."""
    runs = [[measured(command, memory) for command in commands] for _ in range(rounds)]
    return [
        (min(run[i][0] for run in runs), min(run[i][1] for run in runs), max(run[i][2] for run in runs))
        for i in range(len(commands))
    ]


def line(case, what, timed, more=""):
    seconds, processor, megabytes = timed
    print(f"{case:<10} {what:<34} {seconds:>6.2f} s {processor:>6.2f} s cpu {megabytes:>5.0f} MB  {more}", flush=True)


def ratios(timed, base):
    return f"{timed[0] / base[0]:.2f} x as long ({timed[1] / base[1]:.2f} x cpu)"


def environment():
    folder = WORK / "peer-lift"
    installed = folder / "installed.txt"
    if not installed.exists() or installed.read_text() != REQUIREMENTS.read_text():
        venv.create(folder, clear=True, with_pip=True)
        install = [folder / "bin" / "pip", "install", "-q", "--disable-pip-version-check", "-r", REQUIREMENTS]
        subprocess.run(install, check=True)
        installed.write_text(REQUIREMENTS.read_text())
    return str(folder / "bin" / "python")


def reader():
    source = WORK / "ReadLines.java"
    source.write_text(READER)
    home = os.environ.get("JAVA_HOME")
    tool = (lambda name: str(Path(home) / "bin" / name)) if home else (lambda name: name)
    subprocess.run([tool("javac"), "-d", str(WORK), str(source)], check=True)
    return [tool("java"), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", str(WORK), "ReadLines"]


def made(rows):
    """A seeded file of so many units: two arms, spend, orders, a covariate and a segment."""
    file = WORK / f"units-{rows}.csv"
    if not file.exists():
        draw = random.Random(13)
        part = file.with_suffix(".part")
        with part.open("w") as text:
            text.write("account,arm,spend,orders,bought,before,shop\n")
            for account in range(rows):
                orders = int(5 * draw.random() * draw.random())
                arm = "new" if draw.random() < 0.5 else "old"
                before = 80 * draw.random()
                spend = orders * (5 + 40 * draw.random() + before / 10)
                shop = "north" if draw.random() < 0.3 else "south"
                text.write(f"{account},{arm},{spend:.2f},{orders},{int(orders > 0)},{before:.2f},{shop}\n")
        part.rename(file)
    return file


def distance(results, peer, metrics):
    """The largest relative difference of a number from tea-tasting's, by estimator."""
    worst = {}
    with (results / "lift.csv").open(newline="") as text:
        rows = list(csv.DictReader(text))
    for name, kind, *_ in metrics:
        outcome = name.split(" ")[0]
        for row in rows:
            if row["outcome"] != outcome or row["estimator"] != kind:
                continue
            theirs = peer[f"{name} {row['arm']}"]
            for column, key in COLUMNS.items():
                if row[column] and not (kind == "cuped" and column.startswith("relative")):
                    off = abs(float(row[column]) - theirs[key]) / max(abs(theirs[key]), 1e-300)
                    worst[kind] = max(worst.get(kind, 0), off)
    return worst


def compare(case, file, arm, control, metrics, options, rounds, python, memory=None):
    results = WORK / f"lift-{case}"
    ours = [SUBMIT, "lift-units", str(file), "--arm", arm, "--control", control, *options, "--out", str(results), "--quiet"]
    measured(ours, memory)  # builds and prepares quick starts, where that wasn't done
    if case == "hillstrom":
        reading, timed = best(rounds, [[*reader(), str(file)], ours], memory)
        line(case, "start of a JVM that reads the lines", reading)
        line(case, "lift-units", timed, f"{ratios(timed, reading)}, to be below 3")
    else:
        (timed,) = best(rounds, [ours], memory)
        line(case, "lift-units" + (f" with -Xmx{memory}" if memory else ""), timed)
    if python:
        out = WORK / "peer.json"
        theirs = [python, "-c", PEER, str(file), arm, control, str(out), json.dumps(metrics)]
        (their_time,) = best(rounds, [theirs])
        line(case, "tea-tasting", their_time, f"{ratios(their_time, timed)} as lift-units")
        worst = distance(results, json.loads(out.read_text()), metrics)
        print(f"{case:<10} largest relative difference: " + ", ".join(f"{k} {v:.1e}" for k, v in worst.items()), flush=True)
        off = {kind: value for kind, value in worst.items() if kind != "cuped" and value > 1e-9}
        if off or not worst:
            sys.exit(f"numbers differ from tea-tasting's: {off or 'none were compared'}")


def main():
    arguments = argparse.ArgumentParser(description="Times lift-units against reading alone and against tea-tasting.")
    arguments.add_argument("--rounds", type=int, default=5, help="runs of each, the quickest counts")
    arguments.add_argument("--rows", type=int, default=10_000_000, help="of the large file; the other has a tenth")
    arguments.add_argument("--without-peer", action="store_true", help="lift-units only")
    arguments = arguments.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    python = None if arguments.without_peer else environment()
    hillstrom = SHARED / "data" / "hillstrom" / "hillstrom.csv.gz"
    if hillstrom.exists():
        compare(
            "hillstrom",
            hillstrom,
            "segment",
            "No E-Mail",
            [
                ("spend welch", "welch", "spend"),
                ("visit welch", "welch", "visit"),
                ("conversion welch", "welch", "conversion"),
                ("aov ratio", "ratio", "spend", "conversion"),
                ("spend cuped", "cuped", "spend", "history"),
            ],
            ["--outcome", "spend,visit,conversion", "--ratio", "aov=spend/conversion", "--pre", "history"],
            arguments.rounds,
            python,
        )
    else:
        print(f"no {hillstrom}: left out, name the folder above data/ in CROSSLIFT_SHARED")
    for rows in (arguments.rows // 10, arguments.rows):
        compare(
            f"{rows:,}",
            made(rows),
            "arm",
            "old",
            [
                ("spend welch", "welch", "spend"),
                ("value ratio", "ratio", "spend", "orders"),
                ("spend cuped", "cuped", "spend", "before"),
            ],
            ["--outcome", "spend", "--ratio", "value=spend/orders", "--pre", "before"],
            min(arguments.rounds, 2),
            python,
            HEAP,
        )


if __name__ == "__main__":
    main()
