package io.crosslift.job;

import io.crosslift.failure.Failure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Where statements of Spark SQL are run: a server behind JDBC, or the metastore of this session. */
final class SqlTarget {
    private static final String URIS = "hive.metastore.uris";
    private static final String DATABASE = "javax.jdo.option.ConnectionURL";

    private SqlTarget() {}

    /**
     * Runs the statements over JDBC.
     *
     * @param url JDBC URL of a Spark SQL server
     * @param user user name
     * @param password password, or null for none
     * @throws Failure usage: no driver takes the URL, the server cannot be reached, or it refuses a statement
     */
    static void overJdbc(String url, String user, @Nullable String password, List<String> statements) {
        Properties login = new Properties();
        login.setProperty("user", user);
        if (password != null) {
            login.setProperty("password", password);
        }
        try {
            DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw Failure.usage(
                    "--jdbc: no driver takes " + url + ": write it like jdbc:hive2://host:10000, or add the jar of"
                            + " another driver with -- --driver-class-path JAR",
                    e);
        }
        try (Connection connection = DriverManager.getConnection(url, login);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                run(statement, url, sql);
            }
        } catch (SQLException e) {
            throw Failure.usage(
                    "--jdbc: " + url + " cannot be reached (" + firstLine(e)
                            + "): start the server, such as `serve`, or mend host, port, user and password",
                    e);
        }
    }

    private static void run(Statement statement, String url, String sql) {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            throw Failure.usage(
                    "--jdbc: " + url + " refuses " + sql.lines().findFirst().orElse("") + " (" + firstLine(e)
                            + "): it must be a Spark with Delta that reaches the lakehouse, and the user must be allowed"
                            + " to create databases and views",
                    e);
        }
    }

    /**
     * Runs the statements in the metastore that this session was started with.
     *
     * @throws Failure usage: it was started with none
     */
    static void inMetastore(SparkSession spark, List<String> statements) {
        var hadoop = spark.sparkContext().hadoopConfiguration();
        boolean named =
                !hadoop.get(URIS, "").isBlank() || !hadoop.get(DATABASE, "").isBlank();
        if (!named
                || !spark.conf()
                        .get("spark.sql.catalogImplementation", "in-memory")
                        .equals("hive")) {
            throw Failure.usage(
                    "register: this session has no Hive metastore: give --jdbc URL, --sql FILE or --duckdb FILE,"
                            + " or name the metastore with -- --conf spark.hadoop.hive.metastore.uris=thrift://HOST:9083");
        }
        for (String sql : statements) {
            try {
                spark.sql(sql);
            } catch (
                    Exception
                            e) { // AnalysisException and those of the metastore's client are checked, but not declared
                throw Failure.usage(
                        "register: the metastore refuses "
                                + sql.lines().findFirst().orElse("") + " (" + firstLine(e)
                                + "): mend spark.hadoop.hive.metastore.uris, or what this user may do there",
                        e);
            }
        }
    }

    /** Runs the statements in the catalogue of this session, whatever it is. */
    static void inSession(SparkSession spark, List<String> statements) {
        statements.forEach(spark::sql);
    }

    private static String firstLine(Exception error) {
        String message = error.getMessage();
        return message == null ? error.toString() : message.lines().findFirst().orElse("");
    }
}
