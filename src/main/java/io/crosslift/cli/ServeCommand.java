package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.ServeJob;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves the tables to BI tools over JDBC. */
@Command(
        name = "serve",
        description = {
            "Starts a Spark Thrift Server over the published tables, for BI tools that speak JDBC or ODBC (Hive or Spark"
                    + " driver) and people who have no server of Spark SQL. It registers the tables as `register` does, shows"
                    + " their newest versions at any time, and ends with ctrl-C. Run it anew when a table has new columns.",
            ""
        },
        footer = {
            "",
            "Exit codes: 2 settings, or an address that is not free; 130 ended with ctrl-C.",
            "",
            "Examples:",
            "  crosslift serve --lakehouse /data/lakehouse",
            "  crosslift serve --lakehouse /data/lakehouse --port 10001",
            "  beeline -u jdbc:hive2://127.0.0.1:10000/flat -n me -e \"SHOW TABLES\""
        })
final class ServeCommand extends SparkCommand {
    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on (default: 127.0.0.1, this machine only; there is no login).")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on, 0 for a free one (default: 10000).")
    private int port = 10_000;

    @Override
    int run(SparkSession spark, ResolvedSettings settings) throws InterruptedException {
        new ServeJob(spark, settings, console()).serve(host, port);
        return 0;
    }
}
