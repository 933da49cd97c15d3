package io.crosslift.lift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.unix_micros;

import io.crosslift.failure.Failure;
import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.sequential.SequentialPlan;
import io.crosslift.schema.Experiments;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A declared experiment (R15) on the driver.
 *
 * @param allocation planned share by arm; empty where none was declared
 * @param family product family the experiment is about, or null for all
 * @param metrics the primary metric first, each once
 * @param windows days, ascending, each once
 * @param test what its verdicts rest on
 */
record Experiment(
        String id,
        String design,
        String unitType,
        String controlArm,
        SortedMap<String, Double> allocation,
        @Nullable String family,
        List<String> metrics,
        List<Integer> windows,
        List<String> exposureRefs,
        double alpha,
        DeclaredTest test,
        Instant startAt,
        Instant endAt,
        Instant registeredAt) {
    private static final String OBSERVATIONAL = "observational";
    private static final String STEPPED_WEDGE = "stepped_wedge";
    private static final Set<String> ON_ACCOUNTS = Set.of("holdout", "ab", OBSERVATIONAL);
    private static final Set<String> ON_MARKETS = Set.of("geo", "matched");

    /** All declared experiments by id. */
    static List<Experiment> all(Dataset<Row> experiments) {
        return experiments
                .withColumn(Experiments.START_AT, unix_micros(col(Experiments.START_AT)))
                .withColumn(Experiments.END_AT, unix_micros(col(Experiments.END_AT)))
                .withColumn(Experiments.REGISTERED_AT, unix_micros(col(Experiments.REGISTERED_AT)))
                .collectAsList()
                .stream()
                .map(Experiment::of)
                .sorted(Comparator.comparing(Experiment::id))
                .toList();
    }

    private static Experiment of(Row row) {
        Set<String> metrics = new LinkedHashSet<>();
        metrics.add(row.getAs(Experiments.PRIMARY_METRIC));
        metrics.addAll(row.getList(row.fieldIndex(Experiments.METRICS)));
        Experiment experiment = new Experiment(
                row.getAs(Experiments.EXPERIMENT_ID),
                row.getAs(Experiments.DESIGN),
                row.getAs(Experiments.UNIT_TYPE),
                row.getAs(Experiments.CONTROL_ARM),
                allocation(row),
                row.getAs(Experiments.FAMILY),
                List.copyOf(metrics),
                List.copyOf(new TreeSet<Integer>(row.getList(row.fieldIndex(Experiments.WINDOWS)))),
                list(row, Experiments.EXPOSURE_REFS),
                row.<BigDecimal>getAs(Experiments.ALPHA).doubleValue(),
                test(row),
                instant(row, Experiments.START_AT),
                instant(row, Experiments.END_AT),
                instant(row, Experiments.REGISTERED_AT));
        experiment.check();
        return experiment;
    }

    private static DeclaredTest test(Row row) {
        String line = row.getAs(Experiments.SEQUENTIAL_PLAN);
        if (line == null) {
            return new DeclaredTest(null);
        }
        double alpha = row.<BigDecimal>getAs(Experiments.ALPHA).doubleValue();
        try {
            return new DeclaredTest(SequentialPlan.parse(line, new Confidence(alpha, Alternative.TWO_SIDED)));
        } catch (IllegalArgumentException e) {
            throw Failure.data(Experiments.TABLE.qualifiedName() + ": experiment "
                    + row.getAs(Experiments.EXPERIMENT_ID) + ": " + e.getMessage() + "; correct it in its feed.");
        }
    }

    private void check() {
        if (!allocation.isEmpty() && !allocation.containsKey(controlArm)) {
            throw invalid("names the control arm " + controlArm + ", which its allocation doesn't hold: it holds "
                    + String.join(", ", allocation.keySet()));
        }
        if (!allocation.isEmpty()
                && (allocation.values().stream().anyMatch(share -> share < 0)
                        || allocation.values().stream().allMatch(share -> share == 0))) {
            throw invalid("has the allocation " + allocation + ", whose shares must not be negative or all zero");
        }
        if (windows.isEmpty() || windows.get(0) < 0) {
            throw invalid("has the windows " + windows + ", where at least one number of days from 0 is needed");
        }
        if (alpha <= 0 || alpha >= 1) {
            throw invalid("has alpha " + alpha + ", which must lie between 0 and 1");
        }
    }

    private Failure invalid(String what) {
        return Failure.data(
                Experiments.TABLE.qualifiedName() + ": experiment " + id + " " + what + "; correct it in its feed.");
    }

    /** Why the experiment isn't measured, in one sentence, or null. */
    @Nullable
    String unmeasured(LiftRules rules) {
        LocalDate start = rules.localDay(startAt);
        String reason = null;
        if (!onAccounts() && !onMarkets() && !steppedWedge()) {
            reason = "its design " + design + " isn't known";
        } else if (onAccounts() && !unitType.equals("account")) {
            reason = "its unit " + unitType + " isn't account";
        } else if (onMarkets() && !unitType.equals("geo_market")) {
            reason = "its unit " + unitType + " isn't geo_market";
        } else if (start.isAfter(rules.asOf())) {
            reason = "it starts on " + start + ", after " + rules.asOf();
        } else if (rules.notBeforeCompleteFrom(start).isAfter(start)) {
            reason = "it starts on " + start + ", before history is complete on " + rules.completeFrom();
        }
        return reason == null ? null : "experiment " + id + " isn't measured: " + reason;
    }

    /** Whether its units are single accounts. */
    boolean onAccounts() {
        return ON_ACCOUNTS.contains(design);
    }

    /** Whether its units are markets. */
    boolean onMarkets() {
        return ON_MARKETS.contains(design);
    }

    /** Whether it reaches one cluster after the other. */
    boolean steppedWedge() {
        return design.equals(STEPPED_WEDGE);
    }

    /** Whether chance decided who was in which arm. */
    boolean randomised() {
        return !design.equals(OBSERVATIONAL);
    }

    /** The same experiment with other metrics. */
    Experiment measuring(List<String> others) {
        return new Experiment(
                id,
                design,
                unitType,
                controlArm,
                allocation,
                family,
                others,
                windows,
                exposureRefs,
                alpha,
                test,
                startAt,
                endAt,
                registeredAt);
    }

    int longestWindow() {
        return windows.get(windows.size() - 1);
    }

    private static SortedMap<String, Double> allocation(Row row) {
        SortedMap<String, Double> shares = new TreeMap<>();
        int index = row.fieldIndex(Experiments.ALLOCATION);
        if (!row.isNullAt(index)) {
            row.<String, BigDecimal>getJavaMap(index).forEach((arm, share) -> shares.put(arm, share.doubleValue()));
        }
        return shares;
    }

    private static List<String> list(Row row, String column) {
        int index = row.fieldIndex(column);
        return row.isNullAt(index)
                ? List.of()
                : row.<String>getList(index).stream().filter(Objects::nonNull).toList();
    }

    private static Instant instant(Row row, String column) {
        return Instant.EPOCH.plus(row.<Long>getAs(column), ChronoUnit.MICROS);
    }
}
