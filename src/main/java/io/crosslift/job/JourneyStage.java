package io.crosslift.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_micros;

import io.crosslift.config.JourneySettings;
import io.crosslift.journey.JourneyEvents;
import io.crosslift.journey.JourneyRules;
import io.crosslift.journey.JourneyStep;
import io.crosslift.journey.PathCountStep;
import io.crosslift.journey.PathResampleStep;
import io.crosslift.lake.Slice;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.Journeys;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.PathCounts;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Stream;
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
        if (run.lacks("journeys", Touchpoints.TABLE, Conversions.TABLE, OwnershipChanges.TABLE)) {
            return;
        }
        LocalDate changed = Restatement.earlier(
                run.restatement().firstMatured(run.asOf()),
                run.restatedFrom(Journeys.TABLE, Touchpoints.TABLE, ClassifiedLines.TABLE, OwnershipChanges.TABLE));
        if (changed == null) {
            run.keep(Journeys.TABLE);
        } else {
            journeys(run, changed);
        }
        if (changed != null || run.restatedFrom(PathCounts.TABLE) != null) {
            paths(run);
        } else {
            run.keep(PathCounts.TABLE);
        }
    }

    private static void journeys(RunContext run, LocalDate changed) {
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
        run.writeFrom(
                Journeys.TABLE,
                Journeys.END_MONTH,
                firstEnd(run, changed),
                JourneyStep.journeys(built, run.settings().reporting()));
        countFates(run, fates);
    }

    /**
     * The month of the earliest journey that a change from a month on can reach. An order after it takes touches up to a lookback
     * before it out of journeys that had lapsed; an unspecific journey up to a lookback before those touches may then be one after
     * all, and ends no earlier than a lookback or a timeout after its first touch. Open journeys are after every month.
     */
    private static LocalDate firstEnd(RunContext run, LocalDate changed) {
        if (changed.equals(RunContext.BEGINNING)) {
            return changed;
        }
        JourneySettings settings = run.settings().journey();
        ZonedDateTime since = changed.atStartOfDay(run.settings().reporting().timeZone());
        return Stream.of(settings.lookbackCrossSell(), settings.lookbackUpSell())
                .map(lookback -> since.minus(lookback.multipliedBy(2))
                        .plus(lookback.compareTo(settings.timeout()) < 0 ? lookback : settings.timeout()))
                .map(end -> end.toLocalDate().withDayOfMonth(1))
                .min(LocalDate::compareTo)
                .orElseThrow();
    }

    private static void paths(RunContext run) {
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
