package io.crosslift.lift;

import io.crosslift.schema.Conversions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What a conversion's value is (G12): money of one sale, or what recurs in a year or month. Values of different bases are never added up,
 * so each has its metric.
 */
enum ValueBasis {
    LINE_NET(SalesMetric.EXPANSION_REVENUE),
    ARR_DELTA(SalesMetric.EXPANSION_ARR),
    MRR_DELTA(SalesMetric.EXPANSION_MRR);

    /** The basis of what is sold once, as conversions (F4) hold it. */
    static final String SOLD_ONCE = "line_net";

    private final SalesMetric metric;

    ValueBasis(SalesMetric metric) {
        this.metric = metric;
    }

    /** The bases of the conversions that exist. */
    static Set<ValueBasis> of(@Nullable Dataset<Row> conversions) {
        Set<ValueBasis> bases = EnumSet.noneOf(ValueBasis.class);
        if (conversions != null) {
            List<String> found = conversions.select(Conversions.VALUE_BASIS).distinct().collectAsList().stream()
                    .map(row -> row.getString(0))
                    .toList();
            Arrays.stream(values())
                    .filter(basis -> found.contains(basis.label()))
                    .forEach(bases::add);
        }
        return bases;
    }

    /** Whether an experiment declares the value of what was expanded, whose metrics depend on the bases that exist. */
    static boolean matters(Experiment experiment) {
        return experiment.metrics().contains(SalesMetric.EXPANSION_REVENUE.label());
    }

    /**
     * An experiment with the metrics that its declared expansion revenue is: one per basis that exists, in its place. Where all that was
     * expanded recurs, nothing sold once is no 0 that was measured.
     *
     * @param existing bases of the conversions
     * @param stated whether outcomes state the metric of that name, which then stays as it is
     * @param skipped gets a sentence where the declared metric isn't measured
     */
    static Experiment measured(
            Experiment experiment, Set<ValueBasis> existing, Predicate<String> stated, List<String> skipped) {
        String declared = SalesMetric.EXPANSION_REVENUE.label();
        List<String> recurring = existing.stream()
                .filter(basis -> basis != LINE_NET)
                .map(basis -> basis.metric.label())
                .toList();
        if (!matters(experiment) || recurring.isEmpty() || stated.test(declared)) {
            return experiment;
        }
        List<String> metrics = new ArrayList<>();
        for (String metric : experiment.metrics()) {
            if (!metric.equals(declared)) {
                metrics.add(metric);
            } else {
                if (existing.contains(LINE_NET)) {
                    metrics.add(declared);
                } else {
                    skipped.add("metric " + declared + " of experiment " + experiment.id()
                            + " isn't measured: nothing is sold once, " + String.join(" and ", recurring)
                            + " holds what recurs");
                }
                metrics.addAll(recurring);
            }
        }
        return experiment.measuring(metrics.stream().distinct().toList());
    }

    /** As conversions (F4) hold it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
