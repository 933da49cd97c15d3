package io.crosslift.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_micros;

import io.crosslift.journey.JourneyEvents;
import io.crosslift.journey.JourneyRules;
import io.crosslift.journey.JourneyStep;
import io.crosslift.journey.PathCountStep;
import io.crosslift.journey.PathResampleStep;
import io.crosslift.lake.Slice;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.Journeys;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.PathCounts;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;

/** Builds journeys, and counts the paths that models are fitted on. */
final class JourneyStage implements Stage {
    @Override
    public String name() {
        return "journeys";
    }

    @Override
    public List<String> after() {
        return List.of("ingest", "expansion", "recurring");
    }

    @Override
    public List<TableSpec> writes() {
        return List.of(Journeys.TABLE, PathCounts.TABLE);
    }

    @Override
    public void run(RunContext run) {
        for (TableSpec needed : List.of(Touchpoints.TABLE, Conversions.TABLE, OwnershipChanges.TABLE)) {
            if (!run.has(needed)) {
                run.skip("journeys", "there is no " + needed.qualifiedName());
                return;
            }
        }
        LocalDate completeFrom = run.settings().history().completeFrom();
        JourneyRules rules = JourneyRules.of(
                run.settings().journey(),
                completeFrom == null ? Long.MIN_VALUE : run.localMidnight(completeFrom),
                run.endOfAsOf());
        Dataset<Row> events = JourneyEvents.of(
                run.read(Touchpoints.TABLE), run.read(Conversions.TABLE), run.read(OwnershipChanges.TABLE));
        Observation fates = new Observation("touches");
        List<Column> counts = JourneyStep.touchCounts();
        Dataset<Row> built = JourneyStep.build(events, rules)
                .observe(fates, counts.get(0), counts.subList(1, counts.size()).toArray(Column[]::new));
        run.write(
                Journeys.TABLE,
                Slice.whole(),
                JourneyStep.journeys(built, run.settings().reporting()));
        countFates(run, fates);

        run.write(PathCounts.TABLE, Slice.whole(), pathCounts(run));
    }

    private static Dataset<Row> pathCounts(RunContext run) {
        int resamples = run.settings().attribution().bootstrap().resamples();
        return resamples == 0
                ? PathCountStep.of(ended(run, run.asOf()), run.settings().journey())
                : PathResampleStep.of(
                        ended(run, run.asOf()),
                        run.settings().journey(),
                        resamples,
                        run.settings().attribution().seed());
    }

    /** The journeys that a fit of the given day is made on: those that ended in its training window. */
    static Dataset<Row> ended(RunContext run, LocalDate day) {
        LocalDate first = day.minusDays(run.settings().attribution().trainingWindowDays());
        Column end = col(Journeys.END_TS);
        return run.read(Journeys.TABLE)
                .filter(end.geq(midnight(run, first)).and(end.lt(midnight(run, day.plusDays(1)))));
    }

    private static Column midnight(RunContext run, LocalDate day) {
        return timestamp_micros(lit(run.localMidnight(day)));
    }

    private static void countFates(RunContext run, Observation fates) {
        try {
            fates.getAsJava().forEach((fate, touches) -> run.count("touches." + fate, ((Number) touches).longValue()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the touches were counted", e);
        }
    }
}
