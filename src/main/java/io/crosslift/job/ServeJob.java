package io.crosslift.job;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/** A Spark Thrift Server over the published tables, for people who have no server of Spark SQL. */
public final class ServeJob {
    private static final String SERVER = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2";

    private final SparkSession spark;
    private final ResolvedSettings settings;
    private final Console console;

    public ServeJob(SparkSession spark, ResolvedSettings settings, Console console) {
        this.spark = spark;
        this.settings = settings;
        this.console = console;
    }

    /**
     * Registers the tables, starts the server and waits until the process is told to end.
     *
     * @param host address to listen on
     * @param port port to listen on, 0 for a free one
     * @throws Failure usage: no published run, a Spark without a Thrift Server, or an address that is not free
     */
    public void serve(String host, int port) throws InterruptedException {
        Class<?> server = server();
        int free = freePort(host, port);
        int tables = new RegisterJob(spark, settings, console).inSession();
        start(server, host, free);
        String url = "jdbc:hive2://" + host + ":" + free;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> console.progress("stopped " + url), "serve-stopped"));
        if (!isLoopback(host)) {
            console.progress("everyone who reaches " + host + ":" + free + " may read these tables and run SQL as this"
                    + " user; ask for a login with -- --conf spark.hadoop.hive.server2.authentication=...");
        }
        console.result(tables + " tables at " + url + ", KPI tables in words in the database " + FlatColumns.SCHEMA
                + "; ctrl-C ends it");
        new CountDownLatch(1).await();
    }

    private static Class<?> server() {
        try {
            return Class.forName(SERVER, true, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            throw Failure.usage(
                    "serve: this Spark has no Thrift Server (spark-hive-thriftserver is not among its jars), start with"
                            + " submit.sh, or set SPARK_HOME to a distribution that has it",
                    e);
        }
    }

    private void start(Class<?> server, String host, int port) {
        // Each connection is a session of its own, which begins with what the context holds, not with what this session
        // set.
        CollectionConverters.asJava(spark.conf().getAll()).forEach((name, value) -> {
            if (name.startsWith("spark.sql.") || name.startsWith("spark.databricks.delta.")) {
                spark.sparkContext().conf().set(name, value);
            }
        });
        spark.sparkContext().hadoopConfiguration().set("hive.server2.thrift.bind.host", host);
        spark.sparkContext().hadoopConfiguration().set("hive.server2.thrift.port", Integer.toString(port));
        // The server keeps a log of its own private database in the current folder, unless told otherwise.
        System.setProperty(
                "derby.stream.error.file", new File(System.getProperty("java.io.tmpdir"), "derby.log").getPath());
        try {
            server.getMethod("startWithSparkSession", SparkSession.class, boolean.class)
                    .invoke(null, spark, false);
        } catch (InvocationTargetException e) {
            throw Failure.usage("serve: the server does not start (" + e.getCause() + "): see the lines above", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(SERVER + " is not the one of this Spark", e);
        }
    }

    private static int freePort(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return socket.getLocalPort();
        } catch (IOException | IllegalArgumentException e) {
            throw Failure.usage(
                    "serve: " + host + ":" + port + " cannot be listened on (" + e.getMessage()
                            + "): choose another with --port or --host",
                    e);
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }
}
