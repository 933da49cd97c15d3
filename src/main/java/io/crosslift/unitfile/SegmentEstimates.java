package io.crosslift.unitfile;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.MultipleTesting;
import io.crosslift.lift.estimate.SegmentHeterogeneity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The primary estimates in each segment, and whether they differ. */
final class SegmentEstimates {
    private final UnitFileContent content;
    private final UnitQuestion question;
    private final UnitEstimators estimators;
    private final String control;
    private final List<String> arms;
    private final Confidence confidence;

    SegmentEstimates(
            UnitFileContent content, UnitQuestion question, String control, List<String> arms, Confidence confidence) {
        this.content = content;
        this.question = question;
        this.estimators = new UnitEstimators(content, question);
        this.control = control;
        this.arms = arms;
        this.confidence = confidence;
    }

    /** One row per segment column, outcome, arm and segment. */
    List<SegmentRow> rows() {
        List<SegmentRow> rows = new ArrayList<>();
        content.segments().forEach((column, segments) -> rows.addAll(ofColumn(column, segments)));
        return rows;
    }

    private List<SegmentRow> ofColumn(String column, SortedMap<String, Map<String, Moments>> segments) {
        List<SegmentRow> rows = new ArrayList<>();
        for (String outcome : question.outcomes()) {
            for (String arm : arms) {
                rows.addAll(ofArm(
                        column,
                        segments,
                        outcome,
                        arm,
                        (treated, held) -> estimators.inSegment(outcome, treated, held)));
            }
        }
        for (RatioMetric ratio : question.ratios()) {
            for (String arm : arms) {
                rows.addAll(ofArm(
                        column,
                        segments,
                        ratio.name(),
                        arm,
                        (treated, held) -> estimators.inSegment(ratio, treated, held)));
            }
        }
        List<@Nullable Double> p = new ArrayList<>();
        rows.forEach(row -> p.add(row.lift().difference().p()));
        List<@Nullable Double> adjusted = MultipleTesting.benjaminiHochberg(p);
        List<SegmentRow> whole = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            SegmentRow row = rows.get(i);
            whole.add(new SegmentRow(
                    row.column(),
                    row.segment(),
                    row.outcome(),
                    row.arm(),
                    row.control(),
                    row.estimator(),
                    row.lift(),
                    adjusted.get(i),
                    row.shrunk(),
                    row.heterogeneity()));
        }
        return whole;
    }

    private List<SegmentRow> ofArm(
            String column,
            SortedMap<String, Map<String, Moments>> segments,
            String outcome,
            String arm,
            BiFunction<Moments, Moments, Candidate> estimator) {
        List<Candidate> candidates = new ArrayList<>();
        segments.values().forEach(byArm -> candidates.add(estimator.apply(byArm.get(arm), byArm.get(control))));
        List<Lift> lifts =
                candidates.stream().map(each -> each.at().apply(confidence)).toList();
        List<Estimate> differences = lifts.stream().map(Lift::difference).toList();
        SegmentHeterogeneity.Result heterogeneity = SegmentHeterogeneity.of(differences);
        List<SegmentRow> rows = new ArrayList<>();
        for (String segment : segments.keySet()) {
            int i = rows.size();
            rows.add(new SegmentRow(
                    column,
                    segment,
                    outcome,
                    arm,
                    control,
                    candidates.get(i).estimator(),
                    lifts.get(i),
                    null,
                    heterogeneity.shrunk().get(i),
                    heterogeneity));
        }
        return rows;
    }
}
