"""Kills runs with SIGKILL, in stages and inside the publish loop, and looks at what readers see and what the next run makes of it.

Usage: check_killed_runs.py [MOMENT ...], from the environment that .ci/end-to-end makes.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import corner_shop
from check_tables import fingerprint, published, same
from tally import Tally

PROJECT = Path(__file__).resolve().parent.parent
BEFORE, AFTER = "2017-10-31", "2017-11-15"
TIMEOUT_SECONDS = 900


def command(shop, lakehouse, as_of):
    source = ("--source", "complete-journey", "--input", str(shop))
    return [str(PROJECT / "submit.sh"), "run", *source, "--lakehouse", str(lakehouse), "--as-of", as_of]


def run(shop, lakehouse, as_of):
    result = subprocess.run(
        command(shop, lakehouse, as_of),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    assert result.returncode == 0, f"exit {result.returncode}:\n{result.stderr[-3000:]}"
    return result.stderr


def killed(shop, lakehouse, as_of, moment):
    """Kills the run and all its processes as soon as MOMENT, given what it printed so far, says so."""
    err = lakehouse.parent / f"{lakehouse.name}.err"
    with err.open("w") as stderr:
        process = subprocess.Popen(
            command(shop, lakehouse, as_of),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            start_new_session=True,
        )
    deadline = time.monotonic() + TIMEOUT_SECONDS
    try:
        while not moment(err.read_text()):
            assert process.poll() is None, f"ended with {process.returncode} before it was killed:\n{err.read_text()[-3000:]}"
            assert time.monotonic() < deadline, "the moment never came"
            time.sleep(0.02)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, f"ended with {process.returncode} and was not killed"


def committed(lakehouse, tables):
    return len(list(lakehouse.glob(f"{tables}/*/_delta_log/*.json")))


def commits(lakehouse, tables, count, after=""):
    """A moment: so many commits to TABLES, a schema, since the stage AFTER printed its line, or since now."""
    before = committed(lakehouse, tables) if not after else None

    def moment(printed):
        nonlocal before
        if f"\n{after}" not in "\n" + printed:
            return False
        if before is None:
            before = committed(lakehouse, tables)
        return committed(lakehouse, tables) >= before + count

    return moment


def check(tally, parent, wanted=()):
    """Runs the cases below PARENT, a folder: all, or those that are wanted by name."""
    parent = Path(parent)
    shop = corner_shop.make(parent / "shop")
    first, undisturbed = parent / "first", parent / "undisturbed"
    run(shop, first, BEFORE)
    old = fingerprint(first)
    shutil.copytree(first, undisturbed)
    run(shop, undisturbed, AFTER)
    new = fingerprint(undisturbed)
    assert published(old) != published(new), "the two days have the same tables, so nothing could be seen"

    def case(name, moment_of, readers_see_old):
        if wanted and name not in wanted:
            return
        lakehouse = parent / name.replace(" ", "-")
        shutil.copytree(first, lakehouse)
        moment = moment_of(lakehouse)

        def after_kill():
            killed(shop, lakehouse, AFTER, moment)
            if readers_see_old:
                same(published(old), published(fingerprint(lakehouse)))
            else:
                seen = published(fingerprint(lakehouse))
                assert seen != published(old) and seen != published(new), "the loop had not begun, or was over"

        def after_next_run():
            printed = run(shop, lakehouse, AFTER)
            assert readers_see_old or "recovered" in printed, "the next run did not say that it finished the loop"
            same(new, fingerprint(lakehouse))
            assert not list((lakehouse / "_staging").glob("*")), "something is left in _staging"

        tally.check(f"killed in {name}", after_kill)
        tally.check(f"killed in {name}, the next run gives the rows of an undisturbed one", after_next_run)

    case("ingest", lambda lakehouse: commits(lakehouse, "core", 3), True)
    case("expansion", lambda lakehouse: commits(lakehouse, "fact", 1, after="ingest "), True)
    case("attribution", lambda lakehouse: commits(lakehouse, "fact", 1, after="journeys "), True)
    case("kpis", lambda lakehouse: commits(lakehouse, "_staging/*/kpi", 2, after="propensity "), True)
    case("the publish loop", lambda lakehouse: commits(lakehouse, "kpi", 3), False)


if __name__ == "__main__":
    tally = Tally()
    with tempfile.TemporaryDirectory() as parent:
        check(tally, parent, sys.argv[1:])
    sys.exit(tally.close())
