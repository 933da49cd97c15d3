package io.crosslift.job;

import static org.apache.spark.sql.functions.col;

import io.crosslift.failure.Failure;
import io.crosslift.lake.Slice;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.ProvenanceColumns;
import io.crosslift.schema.TableSpec;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Experiments that were declared and assigned here: rows of R15 and R16 that feeds neither bring nor replace. */
final class DeclaredExperiments {
    private static final List<TableSpec> TABLES = List.of(Experiments.TABLE, ExperimentAssignments.TABLE);
    private static final Slice FED =
            new Slice(ProvenanceColumns.SOURCE_SYSTEM + " <> '" + ExperimentRows.DECLARED_HERE + "'");

    private DeclaredExperiments() {}

    /** What a feed of the table replaces. */
    static Slice fedSlice(TableSpec table) {
        return TABLES.contains(table) ? FED : Slice.whole();
    }

    /** The rows of the table that feeds brought. */
    static Dataset<Row> fed(TableSpec table, RunContext run) {
        Dataset<Row> held = run.lake().read(table);
        return TABLES.contains(table) ? held.filter(FED.predicate()) : held;
    }

    /**
     * Makes experiments that were declared here part of a run whose source feeds none.
     *
     * @throws Failure data: a feed brings an experiment under the name of one that was declared here
     */
    static void keep(RunContext run) {
        if (!TABLES.stream().allMatch(table -> run.lake().exists(table))) {
            return;
        }
        Dataset<Row> experiments = run.lake().read(Experiments.TABLE);
        List<String> own = names(experiments.filter("NOT (" + FED.predicate() + ")"));
        if (own.isEmpty()) {
            return;
        }
        for (TableSpec table : TABLES) {
            if (!run.has(table)) { // nothing feeds it: what an earlier source brought goes
                run.write(table, FED, run.lake().read(table).limit(0));
            }
        }
        List<String> twice = names(run.read(Experiments.TABLE)
                .filter(FED.predicate())
                .filter(col(Experiments.EXPERIMENT_ID).isInCollection(own)));
        if (!twice.isEmpty()) {
            throw Failure.data("a feed brings experiment " + twice.get(0)
                    + ", which was declared by `experiment assign`: give the feed's another name");
        }
    }

    private static List<String> names(Dataset<Row> experiments) {
        return experiments.select(Experiments.EXPERIMENT_ID).orderBy(Experiments.EXPERIMENT_ID).collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
    }
}
