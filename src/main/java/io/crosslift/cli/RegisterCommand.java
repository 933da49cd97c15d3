package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.job.RegisterJob;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the tables known to tools that speak SQL. */
@Command(
        name = "register",
        description = {
            "Shows the published tables as views, with a comment on every column; and per KPI table a flat view with period,"
                    + " segment and definitions in words: in a file for DuckDB, on a server of Spark SQL, or without any of"
                    + " the three in the Hive metastore that Spark is started with. It may be run again at any time.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift register --lakehouse /data/lakehouse --duckdb crosslift.sql",
            "  duckdb -init crosslift.sql -c \"SELECT period, attach FROM flat.kpi_attach\"",
            "  crosslift register --lakehouse /data/lakehouse --jdbc jdbc:hive2://bi:10000 --prefix crosslift_",
            "  crosslift register --lakehouse /data/lakehouse -- \\",
            "      --conf spark.hadoop.hive.metastore.uris=thrift://meta:9083"
        })
final class RegisterCommand extends SparkCommand {
    @ArgGroup
    private @Nullable Target target;

    /** Where to, at most one. */
    static final class Target {
        @Option(
                names = "--duckdb",
                paramLabel = "FILE",
                description = "A file for DuckDB, ending with .sql; replaced. Open it with duckdb -init FILE.")
        private @Nullable String duckDb;

        @Option(
                names = "--sql",
                paramLabel = "FILE",
                description = "A file of Spark SQL statements, ending with .sql, to run yourself; replaced.")
        private @Nullable String sql;

        @Option(
                names = "--jdbc",
                paramLabel = "URL",
                description =
                        "A server of Spark SQL with Delta that reaches the lakehouse, such as jdbc:hive2://host:10000.")
        private @Nullable String jdbc;
    }

    @Option(
            names = "--prefix",
            paramLabel = "NAME",
            description =
                    "What the names of the databases (kpi, core, fact, ops, flat) begin with, such as crosslift_ in a"
                            + " metastore that others use too (default: nothing); not for DuckDB.")
    private String prefix = "";

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description =
                    "User of --jdbc (default: the one of this process); the password is taken from the environment"
                            + " variable CROSSLIFT_JDBC_PASSWORD.")
    private String user = System.getProperty("user.name", "crosslift");

    @Option(
            names = "--run",
            paramLabel = "ID",
            description =
                    "Show the tables as this run left them, a run_id of `history` (default: for DuckDB the one published"
                            + " last, else the newest version at any time).")
    private @Nullable String run;

    @Option(names = "--newest", description = "Follow the newest version of each table instead of one run's.")
    private boolean newest;

    @Override
    ResolvedSettings settings() {
        if (newest && run != null) {
            throw Failure.usage("--newest and --run exclude each other: leave one of them out");
        }
        if (target != null && target.duckDb != null && !prefix.isEmpty()) {
            throw Failure.usage("--prefix: a file for DuckDB has no databases to tell apart: leave it out");
        }
        return super.settings();
    }

    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        RegisterJob job = new RegisterJob(spark, settings, console());
        if (target == null) {
            job.inMetastore(prefix, run);
        } else if (target.duckDb != null) {
            job.duckDb(target.duckDb, run, newest);
        } else if (target.sql != null) {
            job.sqlFile(target.sql, prefix, run);
        } else if (target.jdbc != null) {
            job.overJdbc(target.jdbc, user, System.getenv("CROSSLIFT_JDBC_PASSWORD"), prefix, run);
        }
        return 0;
    }
}
