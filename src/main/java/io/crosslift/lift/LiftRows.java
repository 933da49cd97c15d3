package io.crosslift.lift;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Convention;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.PostStratified;
import io.crosslift.lift.estimate.SegmentHeterogeneity;
import io.crosslift.lift.estimate.Verdict;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The rows of K19 of one experiment: every declared metric, window, arm and segment under its estimators.
 *
 * <p>The declared family, over which p is adjusted by Holm, is the metrics x arms of a window, inside a segment type x its segments.
 * Its tests are those of the primary estimators; a second estimator of the same metric shows its own numbers, without an adjusted p,
 * beside the verdict of the first. The interval of a row has the declared alpha, the verdict looks at the one at Holm's alpha.
 *
 * <p>Two families stand beside it. {@code cannibalisation}: net revenue and the base, cross-sell and up-sell revenue it is the sum of,
 * unit by unit, so that the covariances are in the net's error. {@code pull_forward}: one metric over every window, of the units that completed the
 * longest, with intervals that hold all at once, and {@code pull_forward_step}, what each window adds to the one before; a
 * negative step is business that was only brought forward. {@code post_stratified} takes the segments of a type together; it stands under the type
 * and the segment {@code ALL}.
 */
final class LiftRows {
    private final Experiment experiment;
    private final ArmTable table;
    private final Families families;
    private final long linkedControls;
    private final LiftRules rules;
    private final Confidence declared;

    /**
     * Rows of one experiment.
     *
     * @param linkedControls eligible control units that share a parent account with a treated one
     * @param firstSale first local day on which a sale is known, or null
     */
    LiftRows(
            Experiment experiment,
            ArmTable table,
            long linkedControls,
            @Nullable LocalDate firstSale,
            LiftRules rules) {
        this.experiment = experiment;
        this.table = table;
        this.linkedControls = linkedControls;
        this.rules = rules;
        this.declared = new Confidence(experiment.alpha(), Alternative.TWO_SIDED);
        this.families = new Families(experiment, table, firstSale, rules, declared);
    }

    /** All rows of the experiment. */
    List<Row> rows(ExperimentPlan plan) {
        List<Row> rows = new ArrayList<>();
        int longestElapsed = plan.windows().stream()
                .mapToInt(WindowPlan::days)
                .filter(table::matured)
                .max()
                .orElse(-1);
        for (WindowPlan window : plan.windows()) {
            ExperimentState state = ExperimentState.of(experiment, window, table, linkedControls, rules);
            Map<Families.Sliced, Verdict> verdicts = new HashMap<>();
            for (Family family : families.of(window, window.days() == longestElapsed)) {
                rows.addAll(rows(family, state, verdicts));
            }
        }
        return rows;
    }

    /**
     * The rows of a family.
     *
     * @param verdicts of the declared metrics and arms over all units, which come first and are kept for what follows
     */
    private List<Row> rows(Family family, ExperimentState state, Map<Families.Sliced, Verdict> verdicts) {
        LiftRow writer = new LiftRow(experiment, state, rules, declared);
        Map<Comparison, LiftRow.Spread> spreads =
                family.segmentType().equals(ArmMoments.ALL) ? Map.of() : spreads(family.comparisons());
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < family.comparisons().size(); i++) {
            Comparison comparison = family.comparisons().get(i);
            Verdict verdict = verdict(comparison, state, family.alphas().get(i), writer.insufficient(comparison));
            if (family.segmentType().equals(ArmMoments.ALL)) {
                verdicts.putIfAbsent(new Families.Sliced(comparison.metric(), comparison.arm()), verdict);
            }
            Double before = families.knownBefore(comparison.metric(), comparison.days())
                    ? comparison.differenceBefore(declared)
                    : null;
            List<Comparison.Named> named = tested(comparison, family.shown());
            for (Comparison.Named each : named) {
                boolean primary = each.equals(named.get(0));
                boolean fixed = experiment.test().name() == null || comparison.method() != null;
                boolean test = fixed
                        ? primary
                        : each.estimator().equals(experiment.test().name());
                rows.add(writer.of(
                        comparison,
                        each,
                        family,
                        verdict,
                        test ? family.adjusted().get(i) : null,
                        before,
                        primary ? spreads.get(comparison) : null));
            }
        }
        if (!family.segmentType().equals(ArmMoments.ALL)) {
            slices(family.comparisons())
                    .forEach((slice, segments) -> rows.add(stratified(family, segments, writer, verdicts.get(slice))));
        }
        return rows;
    }

    /** The effect as if both arms held the segments in the same shares, beside the verdict of the comparison without them. */
    private Row stratified(
            Family family, List<Comparison> segments, LiftRow writer, @Nullable Verdict declaredVerdict) {
        Comparison first = segments.get(0);
        List<Moments> treatment = segments.stream().map(Comparison::treatment).toList();
        List<Moments> control = segments.stream().map(Comparison::control).toList();
        PostStratified stratified = new PostStratified(first.quantity(), family.shown(), Convention.CROSSLIFT);
        Lift lift = experiment.test().of(stratified.estimate(treatment, control), family.shown());
        return writer.of(
                new Comparison(
                        first.window(),
                        first.metric(),
                        first.days(),
                        stratified.name(),
                        first.arm(),
                        ArmMoments.ALL,
                        false,
                        List.of(),
                        Moments.mergeInOrder(treatment),
                        Moments.mergeInOrder(control)),
                new Comparison.Named(stratified.name(), lift, null),
                family,
                Objects.requireNonNullElse(declaredVerdict, Verdict.INCONCLUSIVE),
                null,
                null,
                null);
    }

    /** What the estimators say, with what is valid at any time beside the primary one where such a plan was declared. */
    private List<Comparison.Named> tested(Comparison comparison, Confidence shown) {
        List<Comparison.Named> named = new ArrayList<>(comparison.estimates(shown));
        String anytime = experiment.test().name();
        if (anytime != null) {
            Comparison.Named primary = named.get(0);
            boolean alone = comparison.method() != null;
            Comparison.Named valid = new Comparison.Named(
                    alone ? primary.estimator() : anytime, experiment.test().of(primary.lift(), shown), null);
            if (alone) {
                named.set(0, valid);
            } else {
                named.add(1, valid);
            }
        }
        return named;
    }

    /** Per metric and arm whether its segments differ, and what each is without its noise. */
    private Map<Comparison, LiftRow.Spread> spreads(List<Comparison> comparisons) {
        Map<Comparison, LiftRow.Spread> spreads = new HashMap<>();
        for (List<Comparison> segments : slices(comparisons).values()) {
            SegmentHeterogeneity.Result result = SegmentHeterogeneity.of(
                    segments.stream().map(segment -> segment.primary(declared)).toList());
            for (int i = 0; i < segments.size(); i++) {
                spreads.put(
                        segments.get(i),
                        new LiftRow.Spread(result.shrunk().get(i), result.p(), result.inconsistency()));
            }
        }
        return spreads;
    }

    private static Map<Families.Sliced, List<Comparison>> slices(List<Comparison> comparisons) {
        Map<Families.Sliced, List<Comparison>> slices = new LinkedHashMap<>();
        comparisons.forEach(comparison -> slices.computeIfAbsent(
                        new Families.Sliced(comparison.metric(), comparison.arm()), any -> new ArrayList<>())
                .add(comparison));
        return slices;
    }

    /** Too few units, or a sequential plan that isn't applied, never pass or fail (G14). */
    private Verdict verdict(Comparison comparison, ExperimentState state, double alpha, boolean insufficient) {
        if (!state.valid()) {
            return Verdict.INVALID;
        }
        if (insufficient || experiment.test().unapplied()) {
            return Verdict.INCONCLUSIVE;
        }
        Estimate difference = experiment.test().of(comparison, declared.withAlpha(alpha));
        return Verdict.of(state.validity(), difference.low(), difference.high());
    }
}
