package io.crosslift.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.lake.Lake;
import io.crosslift.schema.RunStages;
import io.crosslift.schema.Runs;
import io.crosslift.schema.TableCatalogue;
import io.crosslift.schema.TableSpec;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Shows the published tables as views to tools that speak SQL. */
public final class RegisterJob {
    private final SparkSession spark;
    private final ResolvedSettings settings;
    private final Console console;
    private final Lake lake;

    public RegisterJob(SparkSession spark, ResolvedSettings settings, Console console) {
        this.spark = spark;
        this.settings = settings;
        this.console = console;
        this.lake = CommandLake.open(spark, settings, "register");
    }

    /**
     * Writes the views for DuckDB.
     *
     * @param file file to write, ending with {@code .sql}; replaced
     * @param runId run whose versions are shown, or null for the one published last
     * @param newest whether the views follow the newest version of each table instead
     * @throws Failure usage: no published run, no such run, a lakehouse that DuckDB cannot reach, or a file that cannot be written
     */
    public void duckDb(String file, @Nullable String runId, boolean newest) {
        if (!file.endsWith(".sql")) {
            throw Failure.usage("--duckdb: " + file + " must end with .sql: it will hold SQL that DuckDB runs, such as"
                    + " duckdb -init crosslift.sql");
        }
        RecordedRun run = RunChoice.one(lake, runId);
        List<RegisteredTable> registered = registered(run, newest, RegisterJob::forDuckDb);
        ExportFolder.write(spark, "--duckdb", file, DuckDbScript.of(heading(run, newest), registered));
        if (console.json()) {
            console.result(JsonNodeFactory.instance
                    .objectNode()
                    .put("run_id", run.runId())
                    .put("tables", registered.size())
                    .put("file", file)
                    .toString());
            return;
        }
        console.result(registered.size() + " tables of run " + run.runId() + ", as of " + run.asOf() + ", as views in "
                + file);
        console.result("Open it: duckdb -init " + file);
    }

    /**
     * Writes the statements of Spark SQL that show the tables as views.
     *
     * @param file file to write, ending with {@code .sql}; replaced
     * @param prefix what the names of the databases begin with
     * @param runId run whose versions are shown, or null for the newest of each table at any time
     * @throws Failure usage: no published run, no such run, or a file that cannot be written
     */
    public void sqlFile(String file, String prefix, @Nullable String runId) {
        if (!file.endsWith(".sql")) {
            throw Failure.usage("--sql: " + file + " must end with .sql: it will hold SQL that Spark runs, such as"
                    + " spark-sql -f crosslift.sql");
        }
        Views views = views(prefix, runId);
        ExportFolder.write(spark, "--sql", file, String.join(";\n\n", views.statements()) + ";\n");
        said(views, "file", file);
    }

    /**
     * Shows the tables as views on a server of Spark SQL.
     *
     * @param url JDBC URL of the server
     * @param user user name
     * @param password password, or null for none
     * @param prefix what the names of the databases begin with
     * @param runId run whose versions are shown, or null for the newest of each table at any time
     * @throws Failure usage: no published run, no such run, or a server that does not do it
     */
    public void overJdbc(String url, String user, @Nullable String password, String prefix, @Nullable String runId) {
        Views views = views(prefix, runId);
        SqlTarget.overJdbc(url, user, password, views.statements());
        said(views, "jdbc", url);
    }

    /**
     * Shows the tables as views in the Hive metastore that this session was started with.
     *
     * @param prefix what the names of the databases begin with
     * @param runId run whose versions are shown, or null for the newest of each table at any time
     * @throws Failure usage: no published run, no such run, or no metastore
     */
    public void inMetastore(String prefix, @Nullable String runId) {
        Views views = views(prefix, runId);
        SqlTarget.inMetastore(spark, views.statements());
        said(views, "metastore", "the session's Hive metastore");
    }

    /** Shows the newest tables as views in the catalogue of this session, and says how many tables there are. */
    int inSession() {
        Views views = views("", null);
        SqlTarget.inSession(spark, views.statements());
        return views.tables();
    }

    /** What is to be run for how many tables of a run. */
    private record Views(RecordedRun run, int tables, List<String> statements) {}

    private Views views(String prefix, @Nullable String runId) {
        if (!prefix.matches("[a-z0-9_]*")) {
            throw Failure.usage("--prefix: " + prefix + " must be small letters, digits and _, such as crosslift_");
        }
        RecordedRun run = RunChoice.one(lake, runId);
        List<RegisteredTable> registered = registered(run, runId == null, location -> location);
        return new Views(run, registered.size(), SparkSqlScript.of(prefix, registered));
    }

    private List<RegisteredTable> registered(RecordedRun run, boolean newest, UnaryOperator<String> location) {
        List<RegisteredTable> registered = new ArrayList<>();
        for (TableSpec table : TableCatalogue.TABLES) {
            Long version = version(run, table);
            if (version != null) {
                registered.add(new RegisteredTable(
                        table,
                        List.of(lake.readAt(table, version).columns()),
                        location.apply(lake.pathOf(table)),
                        newest ? -1 : version));
            }
        }
        return registered;
    }

    private void said(Views views, String kind, String target) {
        if (console.json()) {
            console.result(JsonNodeFactory.instance
                    .objectNode()
                    .put("run_id", views.run().runId())
                    .put("tables", views.tables())
                    .put(kind, target)
                    .toString());
            return;
        }
        console.result(views.tables() + " tables of run " + views.run().runId() + ", as of "
                + views.run().asOf() + ", as views in " + target);
    }

    /** The version that the run left; the runs' own tables, written after all others, as they are now. */
    private @Nullable Long version(RecordedRun run, TableSpec table) {
        boolean ofRuns = table.equals(Runs.TABLE) || table.equals(RunStages.TABLE);
        if (ofRuns) {
            return lake.exists(table) ? Long.valueOf(lake.versionOf(table)) : null;
        }
        return run.versions().get(table.qualifiedName());
    }

    private List<String> heading(RecordedRun run, boolean newest) {
        return List.of(
                "Crosslift: the tables of run " + run.runId() + ", as of " + run.asOf() + ", source " + run.source()
                        + ".",
                "",
                newest
                        ? "The views show the newest version of each table, whole runs or not."
                        : "The views show the tables as this run left them, whatever runs follow; write this file anew after a run.",
                newest
                        ? "They may be kept in a database: duckdb my.duckdb -init THIS_FILE"
                        : "Versions are kept for "
                                + settings.settings()
                                        .lake()
                                        .deletedFileRetention()
                                        .toDays()
                                + " days. Open it in each session:  duckdb -init THIS_FILE",
                "In Python: duckdb.connect().execute(open('THIS_FILE').read())",
                "DuckDB 1.4 or newer fetches its Delta extension when it is first used (INSTALL delta).",
                "",
                "kpi, core, fact and ops hold the tables, flat the KPI tables with period, segment and definitions in words.",
                "Ratios: add numerators and denominators up and divide; never average or add a ratio.",
                "SELECT * FROM duckdb_columns() WHERE schema_name = 'flat' shows what each column means.",
                "");
    }

    /** A location as DuckDB takes it. */
    static String forDuckDb(String location) {
        URI uri = URI.create(location.replace(" ", "%20"));
        String scheme = uri.getScheme() == null ? "file" : uri.getScheme();
        return switch (scheme) {
            case "file" -> new org.apache.hadoop.fs.Path(location).toUri().getPath();
            case "s3", "s3a", "s3n" -> "s3://" + location.substring(location.indexOf("//") + 2);
            case "gs", "abfss", "az", "azure" -> location;
            default ->
                throw Failure.usage("DuckDB cannot read " + scheme + " (" + location
                        + "): it reads local folders, S3, Google Cloud Storage and Azure; use `export` instead");
        };
    }
}
