package io.crosslift.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.lake.Lake;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.TableSpec;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Writes one table of the lakehouse into one file, sorted by its key, with what its columns mean beside it. */
public final class ExportJob {
    private static final List<String> SCHEMAS = List.of("kpi", "fact", "core", "ops");

    private final SparkSession spark;
    private final Console console;
    private final Lake lake;

    public ExportJob(SparkSession spark, ResolvedSettings settings, Console console) {
        this.spark = spark;
        this.console = console;
        this.lake = CommandLake.open(spark, settings, "export");
    }

    /**
     * Writes {@code NAME.csv} or {@code NAME.parquet} and {@code NAME.dictionary.csv}, replacing files of these names.
     *
     * @param name a table, with or without its schema
     * @param format what to write
     * @param folder path or URI of the folder to write into
     * @param runId run whose version is written, or null for the newest version
     * @throws Failure usage: no such table, run or version, or the folder cannot be written
     */
    public void run(String name, ExportFormat format, String folder, @Nullable String runId) {
        TableSpec table = TableChoice.of(name, SCHEMAS).get(0);
        long version = version(table, runId);
        ExportFolder out = new ExportFolder(spark, "--out", folder);
        String file = table.name() + "." + format.extension();
        try {
            long rows = out.writeOne(file, temporary -> write(lake.readAt(table, version), table, format, temporary));
            String dictionary = table.name() + ".dictionary.csv";
            out.writeText(dictionary, DataDictionary.csv(table));
            report(table, version, rows, out.at(file), out.at(dictionary));
        } catch (Failure e) {
            throw e;
        } catch (Exception e) { // Scala throws checked exceptions undeclared
            throw lake.explainAt(table, version, e);
        }
    }

    private long version(TableSpec table, @Nullable String runId) {
        if (runId == null) {
            lake.read(table); // says so if it isn't there
            return lake.versionOf(table);
        }
        RecordedRun run = RunChoice.one(lake, runId);
        Long version = run.versions().get(table.qualifiedName());
        if (version == null) {
            throw Failure.usage("--run: run " + runId + " left no " + table.qualifiedName() + ": `history --run "
                    + runId + "` lists the tables it left and what it skipped");
        }
        return version;
    }

    private static long write(Dataset<Row> rows, TableSpec table, ExportFormat format, String folder) {
        Column[] order = table.key().stream().map(name -> col(name)).toArray(Column[]::new);
        // One sorted file: the sort spills to disk, so its size is no matter of memory.
        Dataset<Row> sorted = rows.repartition(1).sortWithinPartitions(order);
        Observation observed = new Observation();
        Dataset<Row> counted = (format == ExportFormat.CSV ? flat(sorted) : sorted)
                .observe(observed, count(lit(1)).as("rows"));
        DataFrameWriter<Row> writer = counted.write().mode(SaveMode.Overwrite);
        if (format == ExportFormat.PARQUET) {
            writer.parquet(folder);
        } else {
            writer.option("header", "true")
                    .option("escape", "\"")
                    .option("timestampFormat", ColumnTypes.INSTANT_AS_TEXT)
                    .csv(folder);
        }
        try {
            return (Long) observed.getAsJava().getOrDefault("rows", 0L);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while writing " + folder, e);
        }
    }

    /** Arrays, maps and structures as JSON text, everything else as it is. */
    private static Dataset<Row> flat(Dataset<Row> rows) {
        Column[] columns =
                Arrays.stream(rows.schema().fields()).map(ExportJob::flat).toArray(Column[]::new);
        return rows.select(columns);
    }

    private static Column flat(StructField field) {
        boolean nested = field.dataType() instanceof ArrayType
                || field.dataType() instanceof MapType
                || field.dataType() instanceof StructType;
        Column column = col("`" + field.name() + "`");
        return nested ? to_json(column).as(field.name()) : column;
    }

    private void report(TableSpec table, long version, long rows, String file, String dictionary) {
        if (console.json()) {
            console.result(JsonNodeFactory.instance
                    .objectNode()
                    .put("table", table.qualifiedName())
                    .put("version", version)
                    .put("rows", rows)
                    .put("file", file)
                    .put("dictionary", dictionary)
                    .toString());
            return;
        }
        console.result(table.qualifiedName() + ", version " + version + ", " + Console.grouped(rows) + " rows:");
        console.result("  " + file);
        console.result("  " + dictionary);
    }
}
