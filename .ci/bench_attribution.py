"""Times `submit.sh attribute-paths` against the ChannelAttribution package on the same seeded files, as whole processes.

Makes the files (`submit.sh bench attribution`, which also prints the seconds inside one JVM) and an environment with the
package as pinned in bench-requirements.txt, both under target/bench, once. Per case: Shapley and Markov 1, 2 and 3 together
through submit.sh, from start to written files; then the package's default call with values, one process per order, and how
far its shares are from the exact ones. Peak memory is that of the process.

Usage: bench_attribution.py [--cases a,b,c] [--rounds 3] [--without-peer]
"""

import argparse
import csv
import os
import subprocess
import sys
import time
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
WORK = PROJECT / "target" / "bench"
REQUIREMENTS = PROJECT / ".ci" / "bench-requirements.txt"
SUBMIT = str(PROJECT / "submit.sh")
ORDERS = {"a": "1,2,3", "b": "1,2,3", "c": "1,2,3", "c, orders 1-2": "1,2"}

PEER = """
import sys
import pandas
import ChannelAttribution
paths = pandas.read_csv(sys.argv[1])
credit = ChannelAttribution.markov_model(
    paths, "path", "conversions", var_value="value", var_null="nulls", order=int(sys.argv[2]), flg_pro=False)
credit.to_csv(sys.argv[3], index=False)
"""


def measured(command):
    """Seconds and peak megabytes of a process; its output goes to target/bench/last.log."""
    with (WORK / "last.log").open("w") as log:
        start = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"exit {process.returncode}: {' '.join(command)}\n{(WORK / 'last.log').read_text()}")
    return seconds, usage.ru_maxrss / 1024


def best(rounds, command):
    """The quickest of several runs, and the largest peak."""
    runs = [measured(command) for _ in range(rounds)]
    return min(seconds for seconds, _ in runs), max(megabytes for _, megabytes in runs)


def environment():
    folder = WORK / "peer"
    installed = folder / "installed.txt"
    if not installed.exists() or installed.read_text() != REQUIREMENTS.read_text():
        venv.create(folder, clear=True, with_pip=True)
        install = [folder / "bin" / "pip", "install", "-q", "--disable-pip-version-check", "-r", REQUIREMENTS]
        subprocess.run(install, check=True)
        installed.write_text(REQUIREMENTS.read_text())
    return str(folder / "bin" / "python")


def exact_shares(results, order):
    with (results / "credit.csv").open() as rows:
        return {
            row["channel"]: float(row["share"])
            for row in csv.DictReader(rows)
            if row["model"] == "markov" and row["order"] == order
        }


def distance(credit, exact):
    """Sum of absolute differences of shares."""
    with credit.open() as rows:
        conversions = {row["channel_name"]: float(row["total_conversions"]) for row in csv.DictReader(rows)}
    total = sum(conversions.values())
    return sum(abs(conversions.get(channel, 0) / total - share) for channel, share in exact.items())


def line(case, what, seconds, megabytes, more=""):
    print(f"{case:<16} {what:<42} {seconds:>8.2f} s {megabytes:>7.0f} MB  {more}", flush=True)


def main():
    arguments = argparse.ArgumentParser(description="Times attribute-paths against ChannelAttribution.")
    arguments.add_argument("--cases", default="a,b,c", help="of a, b and c (default: all)")
    arguments.add_argument("--rounds", type=int, default=3, help="runs of attribute-paths, the quickest counts")
    arguments.add_argument("--without-peer", action="store_true", help="attribute-paths only")
    arguments = arguments.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    subprocess.run([SUBMIT, "bench", "attribution", "--out", WORK, "--quiet"], check=True)
    python = None if arguments.without_peer else environment()
    peer = {}
    print()
    for case, orders in ORDERS.items():
        if case[0] not in arguments.cases.split(","):
            continue
        file = WORK / f"paths-{case[0]}.csv"
        results = WORK / f"results-{case[0]}"
        command = [SUBMIT, "attribute-paths", str(file), "--models", "shapley,markov", "--order", orders]
        ours, megabytes = best(arguments.rounds, [*command, "--out", str(results)])
        line(case, f"attribute-paths: shapley, markov {orders}", ours, megabytes)
        if not python:
            continue
        theirs = 0
        for order in orders.split(","):
            if (case[0], order) not in peer:
                credit = WORK / "peer.csv"
                seconds, megabytes = measured([python, "-c", PEER, str(file), order, str(credit)])
                peer[case[0], order] = seconds
                error = distance(credit, exact_shares(results, order))
                line(case, f"ChannelAttribution: markov {order}", seconds, megabytes, f"shares off by {error:.1%}")
            theirs += peer[case[0], order]
        print(f"{case:<16} {theirs / ours:.1f} x as long for its {len(orders.split(','))} calls\n", flush=True)


if __name__ == "__main__":
    main()
