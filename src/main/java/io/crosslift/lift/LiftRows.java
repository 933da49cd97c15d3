package io.crosslift.lift;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.SegmentHeterogeneity;
import io.crosslift.lift.estimate.Verdict;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
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
 * negative step is business that was only brought forward.
 */
final class LiftRows {
    private static final String CANNIBALISATION = "cannibalisation";
    private static final String PULL_FORWARD = "pull_forward";
    private static final String PULL_FORWARD_STEP = "pull_forward_step";

    private record Sliced(Metric metric, String arm) {}

    private final Experiment experiment;
    private final ArmTable table;
    private final SortedSet<String> treatedArms;
    private final long linkedControls;
    private final @Nullable LocalDate firstSale;
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
        this.firstSale = firstSale;
        this.rules = rules;
        this.declared = new Confidence(experiment.alpha(), Alternative.TWO_SIDED);
        this.treatedArms = new JoinAudit(experiment, table, rules).arms();
        treatedArms.remove(experiment.controlArm());
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
            List<Family> families = new ArrayList<>();
            families.add(family(window, ArmMoments.ALL, List.of(ArmMoments.ALL)));
            table.segments().forEach((type, segments) -> {
                if (!type.equals(ArmMoments.ALL)) {
                    families.add(family(window, type, segments));
                }
            });
            if (!window.parts().isEmpty()) {
                families.add(parts(window));
            }
            if (window.days() == longestElapsed) {
                families.addAll(pulledForward(window));
            }
            families.forEach(family -> rows.addAll(rows(family, state)));
        }
        return rows;
    }

    private Family family(WindowPlan window, String segmentType, Iterable<String> segments) {
        List<Comparison> comparisons = new ArrayList<>();
        for (Metric metric : window.metrics()) {
            for (String arm : treatedArms) {
                for (String segment : segments) {
                    comparisons.add(comparison(window, metric, window.days(), null, arm, segmentType, segment));
                }
            }
        }
        String metrics =
                String.join(", ", window.metrics().stream().map(Metric::name).toList());
        String tests = "(" + metrics + ") x " + arms();
        return Family.holm(
                segmentType.equals(ArmMoments.ALL) ? tests : tests + " x " + segmentType,
                segmentType,
                comparisons,
                declared,
                experiment.test());
    }

    private Family parts(WindowPlan window) {
        List<Comparison> comparisons = new ArrayList<>();
        for (Metric part : window.parts()) {
            for (String arm : treatedArms) {
                comparisons.add(
                        comparison(window, part, window.days(), CANNIBALISATION, arm, ArmMoments.ALL, ArmMoments.ALL));
            }
        }
        return Family.holm(
                "net revenue and its parts x " + arms(), ArmMoments.ALL, comparisons, declared, experiment.test());
    }

    /** Per metric and arm the cumulative effects, which hold together, and the steps between them, likewise. */
    private List<Family> pulledForward(WindowPlan longest) {
        Map<Sliced, List<Comparison>> cumulative = new LinkedHashMap<>();
        Map<Sliced, List<Comparison>> steps = new LinkedHashMap<>();
        for (WindowPlan.Shorter shorter : longest.shorter()) {
            Metric whole = longest.metrics().stream()
                    .filter(metric -> metric.name().equals(shorter.cumulative().name()))
                    .findFirst()
                    .orElseThrow();
            for (String arm : treatedArms) {
                Sliced slice = new Sliced(whole, arm);
                cumulative
                        .computeIfAbsent(slice, any -> new ArrayList<>())
                        .add(whole(longest, shorter.cumulative(), shorter.days(), PULL_FORWARD, arm));
                steps.computeIfAbsent(slice, any -> new ArrayList<>())
                        .add(whole(longest, shorter.later(), shorter.nextDays(), PULL_FORWARD_STEP, arm));
            }
        }
        cumulative.forEach((slice, comparisons) ->
                comparisons.add(whole(longest, slice.metric(), longest.days(), PULL_FORWARD, slice.arm())));
        List<Family> families = new ArrayList<>();
        cumulative.forEach((slice, comparisons) -> families.add(Family.simultaneous(
                "windows of " + slice.metric().name() + " in " + slice.arm(),
                comparisons,
                declared,
                experiment.test())));
        steps.forEach((slice, comparisons) -> families.add(Family.simultaneous(
                "time between windows of " + slice.metric().name() + " in " + slice.arm(),
                comparisons,
                declared,
                experiment.test())));
        return families;
    }

    private Comparison whole(WindowPlan window, Metric metric, int days, String method, String arm) {
        return comparison(window, metric, days, method, arm, ArmMoments.ALL, ArmMoments.ALL);
    }

    private Comparison comparison(
            WindowPlan window,
            Metric metric,
            int days,
            @Nullable String method,
            String arm,
            String segmentType,
            String segment) {
        return new Comparison(
                window,
                metric,
                days,
                method,
                arm,
                segment,
                covariates(window, metric),
                table.of(window, arm, segmentType, segment),
                table.of(window, experiment.controlArm(), segmentType, segment));
    }

    /** What was known before: the metric's own past where all of it is, and what was stated. */
    private List<VectorColumn> covariates(WindowPlan window, Metric metric) {
        List<VectorColumn> covariates = new ArrayList<>();
        if (experiment.randomised() && !metric.before().isEmpty() && knownBefore(metric, window.days())) {
            covariates.addAll(metric.before());
            covariates.add(new VectorColumn.NewAccount(window.days()));
        }
        window.stated().forEach(name -> {
            covariates.add(new VectorColumn.Stated(name));
            covariates.add(new VectorColumn.Answered(name));
        });
        return covariates;
    }

    private List<Row> rows(Family family, ExperimentState state) {
        LiftRow writer = new LiftRow(experiment, state, rules, declared);
        Map<Comparison, LiftRow.Spread> spreads =
                family.segmentType().equals(ArmMoments.ALL) ? Map.of() : spreads(family.comparisons());
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < family.comparisons().size(); i++) {
            Comparison comparison = family.comparisons().get(i);
            Verdict verdict = verdict(comparison, state, family.alphas().get(i), writer.insufficient(comparison));
            Double before =
                    knownBefore(comparison.metric(), comparison.days()) ? comparison.differenceBefore(declared) : null;
            List<Comparison.Named> named = tested(comparison, family.shown());
            for (Comparison.Named each : named) {
                boolean primary = each.equals(named.get(0));
                boolean test = experiment.test().name() == null || comparison.method() != null
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
        return rows;
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
        Map<Sliced, List<Comparison>> slices = new LinkedHashMap<>();
        comparisons.forEach(comparison -> slices.computeIfAbsent(
                        new Sliced(comparison.metric(), comparison.arm()), any -> new ArrayList<>())
                .add(comparison));
        Map<Comparison, LiftRow.Spread> spreads = new HashMap<>();
        for (List<Comparison> segments : slices.values()) {
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

    private String arms() {
        return "(" + String.join(", ", treatedArms) + ")";
    }

    /** Whether sales are known of the whole time before the first possible assignment that the window is compared with. */
    private boolean knownBefore(Metric metric, int days) {
        if (firstSale == null) {
            return false;
        }
        LocalDate known = metric.fromConversions() ? rules.notBeforeCompleteFrom(firstSale) : firstSale;
        LocalDate needed = rules.localDay(experiment.startAt()).minusDays(days + 1L);
        return !known.isAfter(needed);
    }
}
