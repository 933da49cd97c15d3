"""The product from the outside: submit.sh, path files, the demo's tables, a second run, a run on separate JVMs, the notebooks.

Usage: end_to_end.py, from the environment that .ci/end-to-end makes.
"""

import base64
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import papermill

import check_completion
import check_lakehouse_commands
import check_launcher
import check_lift_geo
import check_lift_units
import check_path_data
import check_path_files
from check_tables import PublishedTables, fingerprint, same
from tally import Tally

PROJECT = Path(__file__).resolve().parent.parent
WORK = PROJECT / "target" / "e2e"
LAKEHOUSE = WORK / "lakehouse"
OWN_LAKEHOUSE = WORK / "own-lakehouse"
TIMEOUT_SECONDS = 1800

# Two workers in JVMs of their own: tasks, results and jars really cross a process boundary. A machine that also does other
# things may be slow to answer, which is no loss of a worker. Other numbers of partitions must not show in any row.
SEPARATE_JVMS = [
    *("--master", "local-cluster[2,1,2048]", "--driver-memory", "2g"),
    *("--conf", "spark.executor.memory=1g"),
    *("--conf", "spark.sql.shuffle.partitions=7", "--conf", "spark.sql.adaptive.coalescePartitions.enabled=false"),
    *("--conf", "spark.network.timeout=600s", "--conf", "spark.executor.heartbeatInterval=30s"),
]


def submit(name, *arguments):
    """Runs submit.sh; its output goes to target/e2e/NAME.out and .err, and the end of it into the message of a failure."""
    out, err = WORK / f"{name}.out", WORK / f"{name}.err"
    start = time.monotonic()
    with out.open("w") as stdout, err.open("w") as stderr:
        command = [str(PROJECT / "submit.sh"), *arguments]
        code = subprocess.run(
            command, cwd=WORK, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, timeout=TIMEOUT_SECONDS
        ).returncode
    print(f"        {name}: exit {code} after {time.monotonic() - start:.0f} s", flush=True)
    assert code == 0, f"exit {code}, the end of {err}:\n" + "\n".join(err.read_text().splitlines()[-30:])
    return out.read_text()


def first_demo():
    shutil.rmtree(LAKEHOUSE, ignore_errors=True)
    headline = submit("demo", "demo", "--lakehouse", str(LAKEHOUSE))
    assert "Tables:" in headline, headline
    wide = [line for line in headline.splitlines() if len(line) > 100 and str(LAKEHOUSE) not in line]
    assert not wide, "wider than 100 columns:\n" + "\n".join(wide)


def second_demo():
    before = fingerprint(LAKEHOUSE)
    submit("demo-again", "demo", "--lakehouse", str(LAKEHOUSE))
    same(before, fingerprint(LAKEHOUSE))


def demo_on_separate_jvms():
    lakehouse = WORK / "lakehouse-separate-jvms"
    shutil.rmtree(lakehouse, ignore_errors=True)
    submit("demo-separate-jvms", "demo", "--lakehouse", str(lakehouse), "--", *SEPARATE_JVMS)
    shutil.rmtree(PROJECT / "target" / "spark" / "work", ignore_errors=True)
    same(fingerprint(LAKEHOUSE), fingerprint(lakehouse))


def executed_cells(path, name, **parameters):
    """The code cells of a notebook after every one has run, papermill's own left out."""
    executed = WORK / name
    papermill.execute_notebook(
        path, executed, parameters=parameters, kernel_name="python3", cwd=path.parent, progress_bar=False
    )
    return [cell for cell in nbformat.read(executed, as_version=4).cells if cell.cell_type == "code"]


def pictures_of(cell):
    return [base64.b64decode(output["data"]["image/png"]) for output in cell.outputs if "image/png" in output.get("data", {})]


def says_why(cell):
    return any("Nothing to show" in output.get("text", "") for output in cell.outputs)


def notebook_draws(path):
    """Every cell runs, and every cell that draws leaves a picture that is not blank, or says why it has none."""
    # The last one runs Crosslift itself, on an export that it makes.
    own = path.name.startswith("04_")
    lakehouse = OWN_LAKEHOUSE if own else LAKEHOUSE
    export = {"export": str(WORK / "own-export")} if own else {}
    if own:
        shutil.rmtree(lakehouse, ignore_errors=True)
    drawing = [
        cell for cell in executed_cells(path, path.name, lakehouse=str(lakehouse), **export) if "plt.show()" in cell.source
    ]
    assert any(pictures_of(cell) for cell in drawing), "no cell draws"
    for cell in drawing:
        pictures = pictures_of(cell)
        assert pictures or says_why(cell), "neither a picture nor why there is none from:\n" + cell.source
        assert all(len(picture) > 10_000 for picture in pictures), "a blank picture from:\n" + cell.source


def notebook_says_what_is_absent(path):
    """On a lakehouse with sales and touches alone every cell runs, and one at least says why there is nothing."""
    cells = executed_cells(path, "absent-" + path.name, lakehouse=str(OWN_LAKEHOUSE))
    assert any(says_why(cell) for cell in cells), "no cell says why it shows nothing"


def committed_without_outputs(path):
    cells = nbformat.read(path, as_version=4).cells
    kept = [cell for cell in cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)]
    assert not kept, f"{len(kept)} cells have outputs"


def kernel_of_this_environment():
    """Notebooks run in this environment, whatever kernels the machine has."""
    subprocess.run(
        [sys.executable, "-m", "ipykernel", "install", "--sys-prefix", "--name", "python3"], check=True, capture_output=True
    )


def main():
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    WORK.mkdir(parents=True, exist_ok=True)
    tally = Tally()
    tally.check("submit.sh demo ends with the headline", first_demo)
    with tempfile.TemporaryDirectory() as parent:
        os.chmod(parent, 0o755)
        check_launcher.check(tally, parent)
        check_path_files.check(tally, parent)
        check_lift_units.check(tally, parent)
        check_lift_geo.check(tally, parent)
    check_path_data.check(tally, PROJECT / "submit.sh")
    PublishedTables(LAKEHOUSE).check_all(tally)
    check_lakehouse_commands.check(tally, LAKEHOUSE)
    check_completion.check(tally)
    tally.check("a second demo gives the same rows", second_demo)
    published = PublishedTables(LAKEHOUSE)
    tally.check("the rows of both runs can be read at their versions", published.versions_of_runs_are_kept)
    tally.check("the demo gives the same rows on separate JVMs", demo_on_separate_jvms)
    kernel_of_this_environment()
    for notebook in sorted((PROJECT / "notebooks").glob("*.ipynb")):
        tally.check(f"{notebook.name} draws", lambda: notebook_draws(notebook))
        tally.check(f"{notebook.name} is committed without outputs", lambda: committed_without_outputs(notebook))
    for name in ("01_headline.ipynb", "03_lift_and_calibration.ipynb"):
        absent = PROJECT / "notebooks" / name
        tally.check(f"{name} says why there is nothing without experiments", lambda: notebook_says_what_is_absent(absent))
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
