"""Real clusters and stores on loopback: starts each, runs Crosslift on it, compares every row with a run in one JVM, stops it.

Usage: clusters.py [standalone|yarn|s3 ...] [demo], from the environments that src/test/clusters/run makes.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(PROJECT / ".ci"))

import corner_shop  # noqa: E402
from check_tables import fingerprint, same  # noqa: E402
from tally import Tally  # noqa: E402

WORK = PROJECT / "target" / "clusters"
JARS = WORK / "jars"
SPARK_HOME = Path(os.environ["SPARK_HOME"])
LOCAL = WORK / "local"
AS_OF, TOO_LATE = "2017-12-31", "2019-12-31"
TIMEOUT_SECONDS = 1800
DATA_EXIT, USAGE_EXIT = 3, 2
LOOPBACK = {"SPARK_LOCAL_IP": "127.0.0.1"}
# For short runs the better compiler costs more than it saves.
SHORT = {"JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC"}

# Other numbers of partitions must not show in any row; a machine that also does other things is slow, not dead.
SPREAD = [
    *("--driver-memory", "2g", "--executor-memory", "1g"),
    *("--conf", "spark.sql.shuffle.partitions=3", "--conf", "spark.sql.adaptive.coalescePartitions.enabled=false"),
    *("--conf", "spark.databricks.delta.snapshotPartitions=1"),
    *("--conf", "spark.network.timeout=600s", "--conf", "spark.executor.heartbeatInterval=30s"),
]
# Nor must it show that expressions are interpreted, which for a few rows is sooner done than compiling them.
INTERPRETED = ["--conf", "spark.sql.codegen.wholeStage=false", "--conf", "spark.sql.codegen.factoryMode=NO_CODEGEN"]


def free_ports(count):
    with contextlib.ExitStack() as stack:
        listeners = [stack.enter_context(socket.socket()) for _ in range(count)]
        for listener in listeners:
            listener.bind(("127.0.0.1", 0))
        return [listener.getsockname()[1] for listener in listeners]


def await_port(port, process, seconds=120):
    deadline = time.monotonic() + seconds
    while True:
        assert process.poll() is None, f"ended with {process.returncode}, see the logs in {WORK}"
        assert time.monotonic() < deadline, f"nothing listens at port {port} after {seconds} s, see the logs in {WORK}"
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)


@contextlib.contextmanager
def started(name, command, **more):
    """A server of its own process group, with its output in a log; it is gone at the end."""
    environment = {**os.environ, **LOOPBACK, **more}
    with (WORK / f"{name}.log").open("w") as log:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=WORK,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Business:
    """What is run: a few households, or all of the demo's data."""

    def __init__(self, demo):
        self.folder = None if demo else corner_shop.make(WORK / "shop")

    def arguments(self, command, lakehouse, place=None, as_of=AS_OF):
        where = place or self.folder
        input_option = ["--input", str(where)] if self.folder else []
        return [command, "--source", "complete-journey", *input_option, "--lakehouse", str(lakehouse), "--as-of", as_of]


def submit(name, arguments, options=(), code=0, **more):
    """Runs submit.sh with a whole Spark; the end of its error stream goes into the message of a failure."""
    environment = {**os.environ, **LOOPBACK, **more}
    start = time.monotonic()
    result = subprocess.run(
        [str(PROJECT / "submit.sh"), *arguments, "--", *options],
        cwd=WORK,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    seconds = time.monotonic() - start
    print(f"        {name}: exit {result.returncode} after {seconds:.0f} s", flush=True)
    (WORK / f"{name}.err").write_text(result.stderr)
    end = "\n".join(result.stderr.splitlines()[-30:])
    assert result.returncode == code, f"exit {result.returncode} instead of {code}:\n{end}"
    return result, seconds


def refused(name, business, options, lakehouse, place=None, **more):
    """Feeds that end two years before the day asked for: the gate's exit code has to reach whoever started the run."""
    gate = ["--set", "quality.max-lag=2 d"]
    arguments = [*business.arguments("run", lakehouse, place, TOO_LATE), *gate]
    result, _ = submit(name, arguments, options, code=DATA_EXIT, **more)
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("crosslift: ") and "quality.max-lag" in last, last


def fresh(path):
    shutil.rmtree(path, ignore_errors=True)
    return path


@contextlib.contextmanager
def standalone():
    """Spark's own cluster: a master and two workers with a core each. Yields the options of spark-submit."""
    port, page = free_ports(2)
    spark_class = SPARK_HOME / "bin" / "spark-class"
    master = ["--host", "127.0.0.1", "--port", port, "--webui-port", page]
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(started("master", [spark_class, "org.apache.spark.deploy.master.Master", *master]))
        await_port(port, process)
        for number in (1, 2):
            worker = ["--host", "127.0.0.1", "--cores", 1, "--memory", "1500m", f"spark://127.0.0.1:{port}"]
            stack.enter_context(
                started(
                    f"worker-{number}",
                    [spark_class, "org.apache.spark.deploy.worker.Worker", *worker],
                    SPARK_WORKER_DIR=str(fresh(WORK / f"worker-{number}")),
                )
            )
        yield ["--master", f"spark://127.0.0.1:{port}", *SPREAD]


def check_standalone(tally, business):
    lakehouse = fresh(WORK / "standalone")

    def rows():
        submit("standalone-run", business.arguments("run", lakehouse), options)
        same(fingerprint(LOCAL), fingerprint(lakehouse))

    with standalone() as options:
        tally.check("a standalone cluster publishes the rows of one JVM", rows)
        tally.check(
            "a failed gate exits with 3 on a standalone cluster",
            lambda: refused("standalone-gate", business, options, lakehouse),
        )


@contextlib.contextmanager
def yarn():
    """YARN with HDFS. Yields the options of spark-submit, the environment, and the root of HDFS."""
    settings, data = fresh(WORK / "yarn-conf"), fresh(WORK / "yarn-data")
    settings.mkdir()
    data.mkdir()
    class_path = os.pathsep.join(str(jar) for jar in sorted((JARS / "yarn").glob("*.jar")))
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else "java"
    # Its injector defines classes by reflection.
    opened = ["--add-opens", "java.base/java.lang=ALL-UNNAMED"]
    command = [java, "-Xmx1g", *opened, "-cp", class_path, PROJECT / "src/test/clusters/yarn/MiniCluster.java", settings, data]
    with started("yarn", command) as process:
        deadline = time.monotonic() + 300
        while not (settings / "ready").exists() or not (settings / "ready").read_text():
            assert process.poll() is None and time.monotonic() < deadline, f"YARN didn't start, see {WORK}/yarn.log"
            time.sleep(0.2)
        options = [
            *("--master", "yarn", "--deploy-mode", "client", "--num-executors", "2", *SPREAD),
            *("--conf", f"spark.yarn.jars=local:{SPARK_HOME}/jars/*", "--conf", "spark.yarn.maxAppAttempts=1"),
        ]
        yield options, {"HADOOP_CONF_DIR": str(settings)}, (settings / "ready").read_text()


def hadoop(*arguments, jars=(), HADOOP_CONF_DIR):
    """Hadoop's own command of files, such as -put."""
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else "java"
    class_path = os.pathsep.join([HADOOP_CONF_DIR, f"{SPARK_HOME}/jars/*", *map(str, jars)])
    command = [java, "-cp", class_path, "org.apache.hadoop.fs.FsShell", *arguments]
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr[-2000:]


def check_yarn(tally, business):
    copy = fresh(WORK / "yarn")

    def rows():
        if business.folder:
            hadoop("-put", business.folder, root + "/shop", **environment)
        submit("yarn-run", business.arguments("run", lakehouse, root + "/shop"), options, **environment)
        hadoop("-copyToLocal", lakehouse, copy, **environment)
        same(fingerprint(LOCAL), fingerprint(copy))

    with yarn() as (options, environment, root):
        lakehouse = root + "/crosslift"
        tally.check("YARN and HDFS publish the rows of one JVM", rows)
        tally.check(
            "a failed gate exits with 3 on YARN",
            lambda: refused("yarn-gate", business, options, lakehouse, root + "/shop", **environment),
        )


@contextlib.contextmanager
def store(folder):
    """A server that speaks S3 over a folder, a bucket per folder in it. Yields its port."""
    port = free_ports(1)[0]
    settings = WORK / "s3.properties"
    settings.write_text(
        f"s3proxy.endpoint=http://127.0.0.1:{port}\n"
        "s3proxy.authorization=aws-v2-or-v4\ns3proxy.identity=crosslift\ns3proxy.credential=crosslift\n"
        f"jclouds.provider=filesystem-nio2\njclouds.filesystem.basedir={folder}\n"
        "jclouds.identity=remote\njclouds.credential=remote\n"
    )
    class_path = os.pathsep.join(str(jar) for jar in sorted((JARS / "s3-server").glob("*.jar")))
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else "java"
    command = [java, "-Xmx512m", "-cp", class_path, "org.gaul.s3proxy.Main", "--properties", settings]
    with started("s3", command) as process:
        await_port(port, process)
        yield port


def s3_jars():
    # Spark has its own of these two.
    return [jar for jar in sorted((JARS / "s3a").glob("*.jar")) if not jar.name.startswith(("netty-", "slf4j-"))]


def s3_settings(port):
    settings = {
        "endpoint": f"http://127.0.0.1:{port}",
        "endpoint.region": "us-east-1",
        "path.style.access": "true",
        "connection.ssl.enabled": "false",
        "access.key": "crosslift",
        "secret.key": "crosslift",
        "aws.credentials.provider": "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
    }
    return [f"fs.s3a.{key}={value}" for key, value in settings.items()]


def s3_options(port):
    confs = [word for setting in s3_settings(port) for word in ("--conf", "spark.hadoop." + setting)]
    return ["--master", "local[2]", "--jars", ",".join(map(str, s3_jars())), *confs]


def check_s3(tally, business):
    folder = fresh(WORK / "s3-store")
    bucket = folder / "bucket"
    bucket.mkdir(parents=True)
    lakehouse, shop = "s3a://bucket/crosslift", "s3a://bucket/shop"

    def rows():
        submit("s3-run", business.arguments("run", lakehouse, shop), [*options, *SPREAD])
        same(fingerprint(LOCAL), fingerprint(bucket / "crosslift"))

    def answers():
        result, _ = submit("s3-check", business.arguments("check", lakehouse, shop), options)
        assert f"lake.root answers: {lakehouse}" in result.stdout, result.stdout

    def is_dead():
        nobody = s3_options(free_ports(1)[0])
        result, seconds = submit("s3-dead", business.arguments("check", lakehouse, shop), nobody, code=USAGE_EXIT)
        last = result.stderr.strip().splitlines()[-1]
        assert last.startswith(f"crosslift: lake.root: {lakehouse} cannot be reached ("), last
        assert seconds < 90, f"it took {seconds:.0f} s to say so"
        print(f"        {last}", flush=True)

    with store(folder) as port:
        options = s3_options(port)
        if business.folder:
            conf = fresh(WORK / "s3-conf")
            conf.mkdir()
            pairs = (setting.split("=", 1) for setting in s3_settings(port))
            entries = (f"<property><name>{key}</name><value>{value}</value></property>" for key, value in pairs)
            (conf / "core-site.xml").write_text(f"<configuration>{''.join(entries)}</configuration>")
            hadoop("-put", business.folder, shop, jars=s3_jars(), HADOOP_CONF_DIR=str(conf))
        tally.check("a store that speaks S3 holds the rows of a local disk", rows)
        tally.check("check says that the store answers", answers)
    tally.check("check says in seconds that nobody serves the store", is_dead)


KINDS = {"standalone": check_standalone, "yarn": check_yarn, "s3": check_s3}


def main(arguments):
    demo = "demo" in arguments
    kinds = [argument for argument in arguments if argument != "demo"] or list(KINDS)
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        print(f"there is no {unknown[0]}, name some of {', '.join(KINDS)}", file=sys.stderr)
        return 2
    if not demo:
        os.environ.update(SHORT)
        SPREAD.extend(INTERPRETED)
    WORK.mkdir(parents=True, exist_ok=True)
    business = Business(demo)
    tally = Tally()
    fresh(LOCAL)
    tally.check("one JVM publishes", lambda: submit("local-run", business.arguments("run", LOCAL), ["--master", "local[2]"]))
    for kind in kinds:
        start = time.monotonic()
        try:
            KINDS[kind](tally, business)
        except Exception as failure:
            tally.check(f"{kind} starts", lambda: fail(failure))
        print(f"        {kind}: {time.monotonic() - start:.0f} s", flush=True)
    return tally.close()


def fail(failure):
    raise failure


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
