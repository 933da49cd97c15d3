"""Starts submit.sh as a new user would: with the wrong Java, no Maven, another Spark, paths with spaces.

Every case runs a copy of submit.sh in a folder with a space in its name, with a PATH of its own. Needs a built jar and
gathered jars in target/ (any command of submit.sh makes both). Usage: check_launcher.py
"""

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tally import Tally

PROJECT = Path(__file__).resolve().parent.parent
SPARK = re.search("<spark.version>(.*?)<", (PROJECT / "pom.xml").read_text()).group(1)
DELTA = re.search("<delta.version>(.*?)<", (PROJECT / "pom.xml").read_text()).group(1)
TOOLS = "bash dirname readlink grep find ls touch rm mkdir mv ln sed awk tail flock cat sleep env cp".split()
JAVA = Path(shutil.which("java")).resolve()

# Answers --version like spark-submit, and prints what it is started with, one argument a line.
FAKE_SUBMIT = """#!/usr/bin/env bash
if [[ $1 == --version ]]; then echo "   version %s" >&2; exit 0; fi
printf '%%s\\n' "$@"
exit ${FAKE_EXIT:-0}
"""
FAKE_JAVA = """#!/usr/bin/env bash
echo "    java.home = %s" >&2
echo "    java.specification.version = %s" >&2
"""


class Sandbox:
    """A copy of the project after its first run, and a PATH that holds the shell's tools and java alone."""

    def __init__(self, parent):
        self.root = Path(tempfile.mkdtemp(prefix="cross lift ", dir=parent))
        self.project = self.root / "project"
        self.target = self.project / "target"
        self.bin = self.root / "bin"
        for folder in (self.target, self.bin, self.root / "elsewhere"):
            folder.mkdir(parents=True)
        for name in ("submit.sh", "pom.xml"):
            shutil.copy(PROJECT / name, self.project)
        shutil.copytree(PROJECT / "conf", self.project / "conf")
        (self.project / "src/main").mkdir(parents=True)
        shutil.copy(PROJECT / "target/crosslift.jar", self.target)
        (self.target / "spark").symlink_to(PROJECT / "target/spark")
        for tool in TOOLS:
            found = shutil.which(tool)
            if found:
                (self.bin / tool).symlink_to(found)
        (self.bin / "java").symlink_to(JAVA)

    def script(self, path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
        return path

    def spark_submit(self, version=SPARK):
        return self.script(self.bin / "spark-submit", FAKE_SUBMIT % version)

    def environment(self, **more):
        return {"PATH": str(self.bin), "HOME": str(self.root), **more}

    def run(self, *arguments, user=None, **environment):
        return subprocess.run(
            [str(self.project / "submit.sh"), *arguments],
            env=self.environment(**environment),
            cwd=self.root / "elsewhere",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            user=user,
        )


def refused(result, *parts):
    """Exit 2, and the last line on stderr is one sentence of ours with these parts."""
    assert result.returncode == 2, f"exit {result.returncode}: {result.stderr}"
    lines = result.stderr.strip().splitlines()
    assert lines and lines[-1].startswith("crosslift: "), result.stderr
    for part in parts:
        assert part in lines[-1], f"'{part}' is not in: {lines[-1]}"
    assert result.stdout == "", result.stdout


def arguments_of(result):
    assert result.returncode == 0, f"exit {result.returncode}: {result.stderr}"
    return result.stdout.splitlines()


def after(arguments, option):
    return [value for name, value in zip(arguments, arguments[1:]) if name == option]


def wait_until(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "waited a minute in vain"
        time.sleep(0.1)


def old_java(box):
    box.script(box.root / "jdk11/bin/java", FAKE_JAVA % (box.root / "jdk11", 11))
    refused(box.run("tables", JAVA_HOME=str(box.root / "jdk11")), "is Java 11", "17")


def very_old_java(box):
    box.script(box.bin / "java", FAKE_JAVA % (box.root, "1.8"))
    refused(box.run("tables"), "is Java 1.8", "17")


def no_java(box):
    (box.bin / "java").unlink()
    refused(box.run("tables"), "no java on the PATH")


def java_home_without_java(box):
    refused(box.run("tables", JAVA_HOME="/nowhere at all"), "JAVA_HOME is /nowhere at all", "no bin/java")


def broken_java(box):
    box.script(box.bin / "java", "#!/usr/bin/env bash\nexit 127\n")
    refused(box.run("tables"), "doesn't answer -version")


def java_without_compiler(box):
    (box.target / "crosslift.jar").unlink()
    box.script(box.bin / "mvn", "#!/usr/bin/env bash\n")
    box.script(box.bin / "java", FAKE_JAVA % (box.root / "jre", 17))
    refused(box.run("tables"), "without a compiler", "JDK")


def no_maven_and_nothing_built(box):
    (box.target / "crosslift.jar").unlink()
    refused(box.run("tables"), "not built yet", "no mvn on the PATH")


def no_maven_and_newer_sources(box):
    os.utime(box.target / "crosslift.jar", (0, 0))
    result = box.run("--version")
    assert result.returncode == 0, result.stderr
    assert "sources are newer" in result.stderr, result.stderr
    assert f"Spark {SPARK}" in result.stdout


def failing_build(box):
    (box.target / "crosslift.jar").unlink()
    box.script(box.bin / "mvn", "#!/usr/bin/env bash\necho '[ERROR] no such host'\nexit 1\n")
    result = box.run("tables")
    refused(result, "the build failed", "build.log")
    assert "[ERROR] no such host" in result.stderr
    assert "first run only" in result.stderr.splitlines()[0]


def hear_interrupts():
    """A process that is started in the background ignores the signal, and so would whatever it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def interrupted_build(box):
    (box.target / "crosslift.jar").unlink()
    box.script(box.bin / "mvn", "#!/usr/bin/env bash\ntouch '%s/building'\nsleep 600\n" % box.root)
    start = subprocess.Popen(
        [str(box.project / "submit.sh"), "tables"],
        env=box.environment(),
        start_new_session=True,
        preexec_fn=hear_interrupts,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until((box.root / "building").exists)
    os.killpg(start.pid, signal.SIGINT)
    err = start.communicate(timeout=10)[1]
    assert start.returncode in (130, -signal.SIGINT), start.returncode
    assert "failed" not in err, err


def no_pom(box):
    (box.project / "pom.xml").unlink()
    refused(box.run("tables"), "pom.xml is missing")


def half_built_jar(box):
    (box.target / "crosslift.jar").write_bytes(b"PK: our classes, but no libraries yet")
    refused(box.run("tables"), "not built yet")


def two_first_starts(box):
    jar = box.target / "crosslift.jar"
    shutil.move(jar, box.root / "built.jar")
    build = f"#!/usr/bin/env bash\necho built >>'{box.root}/builds'\nsleep 1\ncp '{box.root}/built.jar' '{jar}'\n"
    box.script(box.bin / "mvn", build)
    starts = [
        subprocess.Popen(
            [str(box.project / "submit.sh"), "--version"],
            env=box.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for start in starts:
        out, err = start.communicate(timeout=120)
        assert start.returncode == 0, err
        assert out.startswith("crosslift "), out
    assert (box.root / "builds").read_text() == "built\n", "built more than once"


def unwritable_target(box):
    (box.target / "crosslift.jar").unlink()
    box.script(box.bin / "mvn", "#!/usr/bin/env bash\n")
    box.target.chmod(0o555)
    box.root.chmod(0o755)
    refused(box.run("tables", user=65534 if os.getuid() == 0 else None), "target cannot be written", "permission")


def nothing_written_once_built(box):
    before = sorted((path.name, path.lstat().st_mtime_ns) for path in [box.target, *box.target.iterdir()])
    box.target.chmod(0o555)
    assert box.run("--version").returncode == 0
    assert before == sorted((path.name, path.lstat().st_mtime_ns) for path in [box.target, *box.target.iterdir()])


def no_spark_and_no_maven(box):
    (box.target / "spark").unlink()
    refused(box.run("tables"), f"no Spark {SPARK}", "SPARK_HOME", "Maven")


def no_delta_and_no_maven(box):
    box.spark_submit()
    refused(box.run("demo"), f"delta-spark_4.1_2.13-{DELTA}.jar", "no mvn on the PATH")


def other_spark_on_path(box):
    box.spark_submit("3.5.1")
    result = box.run("--version")
    assert result.returncode == 0, result.stderr
    assert "is Spark 3.5.1, using Spark " + SPARK + " from Maven" in result.stderr, result.stderr
    assert len(result.stderr.splitlines()) == 1, result.stderr


def broken_spark_on_path(box):
    box.script(box.bin / "spark-submit", "#!/usr/bin/env bash\nexit 127\n")
    result = box.run("--version")
    assert result.returncode == 0, result.stderr
    assert "doesn't answer --version" in result.stderr, result.stderr


def other_spark_home(box):
    box.script(box.root / "spark 3/bin/spark-submit", FAKE_SUBMIT % "3.5.1")
    refused(box.run("tables", SPARK_HOME=str(box.root / "spark 3")), "Spark 3.5.1", SPARK)


def near_version(box):
    box.script(box.root / "spark/bin/spark-submit", FAKE_SUBMIT % (SPARK + "0"))
    refused(box.run("tables", SPARK_HOME=str(box.root / "spark")), f"Spark {SPARK}0")


def empty_spark_home(box):
    refused(box.run("tables", SPARK_HOME=str(box.root / "elsewhere")), "no bin/spark-submit in it")


def broken_spark_home(box):
    box.script(box.root / "spark/bin/spark-submit", "#!/usr/bin/env bash\nexit 1\n")
    refused(box.run("tables", SPARK_HOME=str(box.root / "spark")), "doesn't answer --version")


def with_delta(box):
    (box.target / "delta").mkdir()
    for name in ("delta-spark_4.1_2.13", "delta-storage"):
        (box.target / "delta" / f"{name}-{DELTA}.jar").touch()
    box.spark_submit()
    return ",".join(str(box.target / "delta" / f"{n}-{DELTA}.jar") for n in ("delta-spark_4.1_2.13", "delta-storage"))


def found_spark(box):
    jars = with_delta(box)
    arguments = arguments_of(box.run("run", "--source", "a b"))
    assert after(arguments, "--class") == ["io.crosslift.App"], arguments
    assert after(arguments, "--master") == ["local[*]"], arguments
    assert after(arguments, "--jars") == [jars], arguments
    assert after(arguments, "--properties-file") == [str(box.project / "conf/spark-defaults.conf")], arguments
    assert "--load-spark-defaults" in arguments
    assert arguments[-4:] == [str(box.target / "crosslift.jar"), "run", "--source", "a b"], arguments
    memory = int(re.fullmatch(r"(\d+)m", after(arguments, "--driver-memory")[0]).group(1))
    assert 0 < memory <= 8192, memory


def callers_options(box):
    jars = with_delta(box)
    given = ["--master", "yarn", "--driver-memory", "3g", "--jars", "mine.jar", "--num-executors", "4"]
    arguments = arguments_of(box.run("run", "--", *given))
    assert after(arguments, "--master") == ["yarn"], arguments
    assert after(arguments, "--driver-memory") == ["3g"], arguments
    assert after(arguments, "--jars") == ["mine.jar," + jars], arguments
    assert after(arguments, "--num-executors") == ["4"], arguments
    assert arguments[-2:] == [str(box.target / "crosslift.jar"), "run"], arguments


def clusters_own_defaults(box):
    with_delta(box)
    (box.root / "conf").mkdir()
    (box.root / "conf/spark-defaults.conf").write_text("spark.master spark://host:7077\nspark.driver.memory=2g\n")
    arguments = arguments_of(box.run("run", SPARK_CONF_DIR=str(box.root / "conf")))
    assert "--master" not in arguments and "--driver-memory" not in arguments, arguments


def system_properties(box):
    with_delta(box)
    arguments = arguments_of(box.run("run", "-Dlake.root=/a b", "-Djourney.session-gap=1h"))
    assert after(arguments, "--driver-java-options") == ['"-Dlake.root=/a b" "-Djourney.session-gap=1h"'], arguments
    arguments = arguments_of(box.run("run", "-Dx=1", "--", "--conf", "spark.driver.extraJavaOptions=-Dy=2"))
    assert after(arguments, "--conf")[-1] == 'spark.driver.extraJavaOptions=-Dy=2 "-Dx=1"', arguments


def memory_from_environment(box):
    with_delta(box)
    arguments = arguments_of(box.run("run", CROSSLIFT_DRIVER_MEMORY="1500m"))
    assert after(arguments, "--driver-memory") == ["1500m"], arguments


def bad_memory(box):
    refused(box.run("run", CROSSLIFT_DRIVER_MEMORY="lots"), "CROSSLIFT_DRIVER_MEMORY is 'lots'", "4g")
    refused(box.run("run", "--", "--driver-memory", "many"), "--driver-memory is 'many'")


def yarn_without_distribution(box):
    refused(box.run("run", "--", "--master", "yarn"), "--master yarn needs a distribution", "SPARK_HOME")


def server_and_metastore(box):
    """Both need a Spark with Hive; Delta must be on the class path of the JVM itself."""
    jars = with_delta(box).replace(",", ":")
    refused(box.run("serve"), "serve needs a Spark", "no python3 with pip", "SPARK_HOME")
    (box.root / "jars").mkdir()
    (box.root / "jars" / f"spark-hive-thriftserver_2.13-{SPARK}.jar").touch()
    arguments = arguments_of(box.run("serve", "--port", "0"))
    assert after(arguments, "--driver-class-path") == [jars], arguments
    hive = "spark.sql.catalogImplementation=hive"
    arguments = arguments_of(box.run("register", "--", "--driver-class-path", "mine.jar"))
    assert after(arguments, "--driver-class-path") == ["mine.jar:" + jars] and hive in arguments, arguments
    for file in (["--duckdb", "x.sql"], ["--sql=x.sql"]):
        arguments = arguments_of(box.run("register", *file))
        assert "--driver-class-path" not in arguments and hive not in arguments, arguments


def exit_code_of_the_job(box):
    with_delta(box)
    for code in (0, 1, 2, 3, 4):
        assert box.run("run", FAKE_EXIT=str(code)).returncode == code


def path_file(box):
    (box.root / "paths.csv").write_text("path,conversions\na > b,2\n")
    return str(box.root / "paths.csv")


def quick_start(box):
    first = box.run("attribute-paths", path_file(box), "--models", "shapley")
    assert first.returncode == 0, first.stderr
    assert first.stderr == "preparing quick starts (once) ...\n", first.stderr
    assert (box.target / "crosslift.jsa").exists(), (box.target / "archive.log").read_text()
    second = box.run("attribute-paths", path_file(box), "--models", "shapley", "-Djourney.max-distinct-paths=1")
    assert (second.returncode, second.stdout, second.stderr) == (0, first.stdout, ""), second.stderr


def quick_start_without_an_archive(box):
    box.run("attribute-paths", path_file(box))
    (box.target / "crosslift.jsa").unlink()
    result = box.run("attribute-paths", path_file(box), "--models", "shapley")
    assert result.returncode == 0 and result.stderr == "", result.stderr


def quick_start_after_a_new_jar(box):
    box.run("attribute-paths", path_file(box))
    later = time.time() + 10
    os.utime(box.target / "crosslift.jar", (later, later))
    result = box.run("attribute-paths", path_file(box))
    assert "preparing quick starts" in result.stderr, result.stderr


def too_little_memory(box):
    file = box.root / "paths.csv"
    file.write_text("path,conversions\n" + "".join(f"a > b{i} > {'c' * 200},1\n" for i in range(60_000)))
    result = box.run("attribute-paths", str(file), CROSSLIFT_DRIVER_MEMORY="24m")
    assert result.returncode == 3, result.stderr
    assert f"{file} takes more memory than the 2" in result.stderr.splitlines()[-1], result.stderr


def unknown_command(box):
    result = box.run("sell-more")
    assert result.returncode == 2, result.stderr
    assert result.stderr.splitlines()[-1].startswith("crosslift: there is no command sell-more"), result.stderr


def no_command(box):
    refused(box.run(), "no command was given")


def settings_reach_the_job(box):
    result = box.run("run", "-Djourney.session-gapp=1h")
    assert result.returncode == 2, result.stderr
    assert "session-gapp" in result.stderr, result.stderr


def through_links(box):
    (box.root / "links").mkdir()
    (box.root / "links/first").symlink_to("../project/submit.sh")
    (box.root / "links/second").symlink_to("first")
    result = subprocess.run(
        [str(box.root / "links/second"), "tables", "--schema", "kpi"], env=box.environment(), capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    assert "## kpi.cross_sell_metrics" in result.stdout
    assert result.stderr == "", result.stderr


def later_runs_start_at_once(box):
    box.run("--version")
    box.script(box.bin / "mvn", "#!/usr/bin/env bash\necho called >&2\nexit 1\n")
    result = box.run("--version")
    assert result.returncode == 0 and result.stderr == "", result.stderr


def spark_is_asked_once(box):
    with_delta(box)
    asked = "#!/usr/bin/env bash\necho asked >>'%s/asked'\n" % box.root
    box.script(box.bin / "spark-submit", asked + FAKE_SUBMIT % SPARK)
    box.run("run")
    box.run("run")
    assert (box.root / "asked").read_text().count("asked") == 3, "one --version and two runs"


def interrupt(box):
    with_delta(box)
    box.script(
        box.bin / "spark-submit",
        "#!/usr/bin/env bash\n[[ $1 == --version ]] && echo version %s && exit\nexec sleep 600\n" % SPARK,
    )
    start = subprocess.Popen(
        [str(box.project / "submit.sh"), "run"],
        env=box.environment(),
        start_new_session=True,
        preexec_fn=hear_interrupts,
    )
    wait_until(lambda: b"sleep" in Path(f"/proc/{start.pid}/cmdline").read_bytes())
    os.killpg(start.pid, signal.SIGINT)
    assert start.wait(timeout=10) != 0


CASES = [
    old_java,
    very_old_java,
    no_java,
    java_home_without_java,
    broken_java,
    java_without_compiler,
    no_maven_and_nothing_built,
    no_maven_and_newer_sources,
    failing_build,
    interrupted_build,
    no_pom,
    half_built_jar,
    two_first_starts,
    unwritable_target,
    nothing_written_once_built,
    no_spark_and_no_maven,
    no_delta_and_no_maven,
    other_spark_on_path,
    broken_spark_on_path,
    other_spark_home,
    near_version,
    empty_spark_home,
    broken_spark_home,
    found_spark,
    callers_options,
    clusters_own_defaults,
    system_properties,
    memory_from_environment,
    bad_memory,
    yarn_without_distribution,
    exit_code_of_the_job,
    server_and_metastore,
    quick_start,
    quick_start_without_an_archive,
    quick_start_after_a_new_jar,
    too_little_memory,
    unknown_command,
    no_command,
    settings_reach_the_job,
    through_links,
    later_runs_start_at_once,
    spark_is_asked_once,
    interrupt,
]


def check(tally, parent):
    """Adds every case to the tally; sandboxes lie in a new folder inside parent."""
    for case in CASES:
        box = Sandbox(parent)
        tally.check("submit.sh: " + case.__name__.replace("_", " "), lambda: case(box))
        box.target.chmod(0o755)
        shutil.rmtree(box.root)


if __name__ == "__main__":
    tally = Tally()
    with tempfile.TemporaryDirectory() as parent:
        os.chmod(parent, 0o755)
        check(tally, parent)
    sys.exit(tally.close())
