package io.crosslift.unitfile;

import io.crosslift.failure.Failure;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.MultipleTesting;
import io.crosslift.lift.estimate.SampleRatio;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the arms hold the planned shares of the units: of all, and in each segment. */
final class SampleRatios {
    private static final String ANALYSED = "analysed";

    private final UnitFileContent content;
    private final double alert;
    private final Map<String, Double> weights;
    private final List<SampleRatioRow> rows = new ArrayList<>();
    private final @Nullable Double p;
    private final @Nullable Double deviation;
    private boolean alertInSegment;

    SampleRatios(UnitFileContent content, UnitQuestion question) {
        this.content = content;
        this.alert = question.rules().sampleRatioAlert();
        this.weights = weights(question);
        Map<String, Long> analysed = counts(content.byArm());
        SampleRatio.Result all = SampleRatio.test(analysed, weights);
        this.p = all.p();
        this.deviation = all.maxShareDeviation();
        add(ANALYSED, analysed, all, p != null && p < alert);
        content.segments().forEach((column, segments) -> {
            List<SampleRatio.Result> results = new ArrayList<>();
            segments.values().forEach(byArm -> results.add(SampleRatio.test(counts(byArm), weights)));
            List<@Nullable Double> each = new ArrayList<>();
            results.forEach(result -> each.add(result.p()));
            List<@Nullable Double> adjusted = MultipleTesting.benjaminiHochberg(each);
            int i = 0;
            for (Map.Entry<String, Map<String, Moments>> segment : segments.entrySet()) {
                Double q = adjusted.get(i);
                boolean alerts = q != null && q < alert;
                alertInSegment |= alerts;
                add(column + "=" + segment.getKey(), counts(segment.getValue()), results.get(i), alerts);
                i++;
            }
        });
    }

    /** p of the test of all units; null where none could be made. */
    @Nullable
    Double p() {
        return p;
    }

    /** Largest difference of an arm's share of all units from the planned one, in percentage points; null without units. */
    @Nullable
    Double deviation() {
        return deviation;
    }

    /** Whether the arms are out of balance in a segment. */
    boolean alertInSegment() {
        return alertInSegment;
    }

    List<SampleRatioRow> rows() {
        return List.copyOf(rows);
    }

    private void add(String step, Map<String, Long> observed, SampleRatio.Result result, boolean alerts) {
        double total =
                weights.values().stream().mapToDouble(Double::doubleValue).sum();
        observed.forEach((arm, units) -> rows.add(new SampleRatioRow(
                step,
                arm,
                units,
                result.units() * (weights.getOrDefault(arm, 0.0) / total),
                result.chiSquare(),
                result.degreesOfFreedom(),
                result.p(),
                alerts)));
    }

    private Map<String, Double> weights(UnitQuestion question) {
        Map<String, Double> planned = new LinkedHashMap<>();
        String arms = String.join(", ", content.byArm().keySet());
        for (String arm : question.weights().keySet()) {
            if (!content.byArm().containsKey(arm)) {
                throw Failure.data(content.file() + ": --weights names the arm " + arm + ", which has no unit (arms: "
                        + arms + "), correct the name or leave it out");
            }
        }
        for (String arm : content.byArm().keySet()) {
            if (!question.weights().isEmpty() && !question.weights().containsKey(arm)) {
                throw Failure.data(content.file() + ": --weights names no arm " + arm + " (arms: " + arms
                        + "), give it its planned share, 0 if it isn't part of the test");
            }
            planned.put(arm, question.weights().getOrDefault(arm, 1.0));
        }
        return planned;
    }

    private Map<String, Long> counts(Map<String, Moments> byArm) {
        Map<String, Long> counts = new LinkedHashMap<>();
        content.byArm()
                .keySet()
                .forEach(arm ->
                        counts.put(arm, byArm.containsKey(arm) ? byArm.get(arm).count() : 0));
        return counts;
    }
}
