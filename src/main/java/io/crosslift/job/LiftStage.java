package io.crosslift.job;

import static org.apache.spark.sql.functions.col;

import io.crosslift.kpi.KpiCatalogue;
import io.crosslift.lake.Slice;
import io.crosslift.lift.LiftInputs;
import io.crosslift.lift.LiftResult;
import io.crosslift.lift.LiftRules;
import io.crosslift.lift.LiftStep;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.ExperimentJoinAudit;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.ExperimentLooks;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.Products;
import io.crosslift.schema.TableSpec;
import java.sql.Date;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Measures every experiment: who was assigned and analysed, and what each arm did that the control arm did not. */
final class LiftStage implements Stage {
    private static final List<TableSpec> READ_AS_THEY_ARE = LiftInputs.OPTIONAL.stream()
            .filter(table -> !table.equals(Products.TABLE) && !table.equals(ExperimentLooks.TABLE))
            .toList();

    @Override
    public String name() {
        return "lift";
    }

    @Override
    public List<String> after() {
        return List.of("ingest", "expansion", "recurring");
    }

    @Override
    public List<TableSpec> writes() {
        return List.of(ExperimentLift.TABLE, ExperimentJoinAudit.TABLE, ExperimentLooks.TABLE);
    }

    @Override
    public void run(RunContext run) {
        if (run.lacks("lift", Experiments.TABLE, ExperimentAssignments.TABLE, Accounts.TABLE)) {
            return;
        }
        LiftInputs inputs =
                inputs(run).with(Products.TABLE, margins(run)).with(ExperimentLooks.TABLE, earlierLooks(run));
        LiftResult result = LiftStep.of(inputs, rules(run));
        if (inputs.looks() != null || !result.looks().isEmpty()) {
            // A look is what was seen on its day: earlier ones stay, those from this day on are made again.
            run.write(ExperimentLooks.TABLE, Slice.from(ExperimentLooks.LOOK_DATE, run.asOf()), result.looks());
        }
        run.stage(ExperimentLift.TABLE, result.lift());
        run.stage(ExperimentJoinAudit.TABLE, result.joinAudit());
        for (int i = 0; i < result.skipped().size(); i++) {
            run.skip("lift " + (i + 1), result.skipped().get(i));
        }
    }

    /**
     * What lift reads of this run, but margins and earlier looks; asked only where experiments, assignments and accounts are there.
     */
    static LiftInputs inputs(RunContext run) {
        LiftInputs inputs = LiftInputs.of(
                run.read(Experiments.TABLE), run.read(ExperimentAssignments.TABLE), run.read(Accounts.TABLE));
        for (TableSpec table : READ_AS_THEY_ARE) {
            inputs = inputs.with(table, optional(run, table));
        }
        return inputs;
    }

    /** Products, where the gross margin of any is known. */
    private static @Nullable Dataset<Row> margins(RunContext run) {
        Dataset<Row> products = optional(run, Products.TABLE);
        return products == null
                        || products.filter(col(Products.GROSS_MARGIN).isNotNull())
                                .isEmpty()
                ? null
                : products;
    }

    private static @Nullable Dataset<Row> earlierLooks(RunContext run) {
        return run.lake().exists(ExperimentLooks.TABLE)
                ? run.lake()
                        .read(ExperimentLooks.TABLE)
                        .filter(col(ExperimentLooks.LOOK_DATE).lt(Date.valueOf(run.asOf())))
                : null;
    }

    static LiftRules rules(RunContext run) {
        return new LiftRules(
                run.asOf(),
                run.runId(),
                KpiCatalogue.DEFINITION_VERSION,
                run.settings().history().completeFrom(),
                run.settings().reporting(),
                run.settings().lift());
    }

    private static @Nullable Dataset<Row> optional(RunContext run, TableSpec table) {
        return run.has(table) ? run.read(table) : null;
    }
}
