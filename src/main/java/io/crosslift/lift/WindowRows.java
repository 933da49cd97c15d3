package io.crosslift.lift;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Convention;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.PostStratified;
import io.crosslift.lift.estimate.QuantileArm;
import io.crosslift.lift.estimate.QuantileEffect;
import io.crosslift.lift.estimate.SegmentHeterogeneity;
import io.crosslift.lift.estimate.Verdict;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The rows of K19 of one experiment over one window, family by family; the declared family over all units comes first. */
final class WindowRows {
    private final Experiment experiment;
    private final Families families;
    private final ExperimentState state;
    private final LiftFacts facts;
    private final Confidence declared;
    private final DeclaredTest test;
    private final LiftRow writer;
    private final ConcurrentRows concurrent;
    /** Verdicts of the declared metrics and arms over all units, for what stands beside them. */
    private final Map<Families.Sliced, Verdict> verdicts = new HashMap<>();

    WindowRows(
            Experiment experiment,
            Families families,
            ExperimentState state,
            LiftFacts facts,
            LiftRules rules,
            Confidence declared,
            DeclaredTest test) {
        this.experiment = experiment;
        this.families = families;
        this.state = state;
        this.facts = facts;
        this.declared = declared;
        this.test = test;
        this.writer = new LiftRow(experiment, state, rules, declared, test);
        this.concurrent = new ConcurrentRows(facts.beside(), state, writer, test);
    }

    /** The rows of a family. */
    List<Row> of(Family family) {
        boolean overAll = family.segmentType().equals(ArmMoments.ALL);
        Map<Comparison, LiftRow.Spread> spreads = overAll ? Map.of() : spreads(family.comparisons());
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < family.comparisons().size(); i++) {
            Comparison comparison = family.comparisons().get(i);
            Verdict verdict = verdict(family, i);
            if (overAll) {
                verdicts.putIfAbsent(new Families.Sliced(comparison.metric(), comparison.arm()), verdict);
            }
            rows.addAll(of(family, i, verdict, spreads.get(comparison)));
        }
        if (!overAll) {
            slices(family.comparisons()).forEach((slice, segments) -> {
                rows.add(stratified(family, slice, segments));
                rows.addAll(concurrent.of(family, segments, verdicts.get(slice)));
            });
        }
        return rows;
    }

    /** The rows of one comparison of a family. */
    private List<Row> of(Family family, int i, Verdict verdict, LiftRow.@Nullable Spread spread) {
        Comparison comparison = family.comparisons().get(i);
        Double before = families.knownBefore(comparison.metric(), comparison.days())
                ? comparison.differenceBefore(declared)
                : null;
        List<Comparison.Named> named = family.bands().isEmpty()
                ? tested(comparison, family.shown(), verdict)
                : List.of(banded(comparison, family.shown(), family.bands().get(i)));
        String tested = comparison.method() == null ? test.name(comparison) : null;
        List<Row> rows = new ArrayList<>();
        for (Comparison.Named each : named) {
            boolean primary = each.equals(named.get(0));
            boolean decides = tested == null ? primary : each.estimator().equals(tested);
            rows.add(writer.of(
                    comparison,
                    each,
                    family,
                    untestedQuantile(each) ? undecided() : verdict,
                    decides ? family.adjusted().get(i) : null,
                    before,
                    primary ? spread : null));
        }
        return rows;
    }

    /** What the programme's cost returned, beside the verdict on what it added. */
    List<Row> returns(WindowPlan window) {
        BigDecimal cost = facts.cost();
        if (cost == null) {
            return List.of();
        }
        List<Row> rows = new ArrayList<>();
        ProgrammeReturn programme = new ProgrammeReturn(cost, declared);
        for (Comparison comparison : families.returns(window)) {
            Comparison.Named named = programme.of(comparison);
            Estimate decides = named.estimator().equals(ProgrammeReturn.RETURN)
                    ? named.lift().difference()
                    : comparison.primary(declared);
            Verdict verdict = writer.insufficient(comparison) || test.group() != null
                    ? undecided()
                    : Verdict.of(state.validity(), decides.low(), decides.high());
            rows.add(writer.of(comparison, named, Family.alone(comparison, declared), verdict, null, null, null));
        }
        return rows;
    }

    /** Order statistics that are equal, or missing, say nothing: the verdict of the mean isn't theirs. */
    private static boolean untestedQuantile(Comparison.Named named) {
        return named.estimator().startsWith(QuantileEffect.PREFIX)
                && named.lift().difference().standardError() == null;
    }

    private Verdict undecided() {
        return state.valid() ? Verdict.INCONCLUSIVE : Verdict.INVALID;
    }

    /** The effect as if both arms held the segments in the same shares, beside the verdict of the comparison without them. */
    private Row stratified(Family family, Families.Sliced slice, List<Comparison> segments) {
        Comparison first = segments.get(0);
        List<Moments> treatment = segments.stream().map(Comparison::treatment).toList();
        List<Moments> control = segments.stream().map(Comparison::control).toList();
        PostStratified stratified = new PostStratified(first.quantity(), family.shown(), Convention.CROSSLIFT);
        Lift lift = test.of(stratified.estimate(treatment, control), family.shown());
        return writer.of(
                first.over(treatment, control),
                new Comparison.Named(stratified.name(), lift),
                family,
                Objects.requireNonNullElse(verdicts.get(slice), Verdict.INCONCLUSIVE),
                null,
                null,
                null);
    }

    /** What the estimators say, with what the declared plan says beside the primary one where there is such a plan. */
    private List<Comparison.Named> tested(Comparison comparison, Confidence shown, Verdict verdict) {
        List<Comparison.Named> named = new ArrayList<>(comparison.estimates(shown));
        String planned = test.name(comparison);
        if (planned != null) {
            Comparison.Named primary = named.get(0);
            boolean alone = comparison.method() != null;
            Comparison.Named valid = new Comparison.Named(
                    alone ? primary.estimator() : planned, test.of(comparison, primary.lift(), shown));
            if (alone) {
                named.set(0, valid);
            } else {
                named.add(1, valid);
            }
        }
        PlannedLooks looks = test.looksAt(comparison);
        Estimate after = looks == null ? null : looks.afterStop(comparison, comparison.primary(declared), verdict);
        if (after != null) {
            Lift fixed = named.get(0).lift();
            Estimate relative = Estimate.absent(after.units(), List.of());
            named.add(new Comparison.Named(
                    "stagewise", new Lift(fixed.treatment(), fixed.control(), after, relative, null)));
        }
        named.addAll(quantiles(comparison, shown));
        return named;
    }

    /** Quantiles of the arms, over all units, as far as they differ or can be told apart. */
    private List<Comparison.Named> quantiles(Comparison comparison, Confidence shown) {
        if (comparison.method() != null || !comparison.segment().equals(ArmMoments.ALL)) {
            return List.of();
        }
        List<Comparison.Named> named = new ArrayList<>();
        for (double level : OutcomeTails.LEVELS) {
            QuantileArm treated = quantile(comparison, comparison.arm(), level);
            QuantileArm control = quantile(comparison, experiment.controlArm(), level);
            if (treated != null && control != null) {
                QuantileEffect effect = new QuantileEffect(level, shown);
                Lift lift = effect.estimate(treated, control);
                if (lift.difference().standardError() != null || treated.value() != control.value()) {
                    named.add(new Comparison.Named(effect.name(), lift));
                }
            }
        }
        return named;
    }

    private @Nullable QuantileArm quantile(Comparison comparison, String arm, double level) {
        return facts.tails()
                .quantile(
                        experiment.id(), comparison.days(), comparison.metric().name(), arm, level);
    }

    /** A comparison with an interval that holds together with those of its family. */
    private static Comparison.Named banded(Comparison comparison, Confidence shown, Estimate band) {
        Comparison.Named single = comparison.estimates(shown).get(0);
        Lift lift = single.lift();
        Estimate alone = lift.difference();
        Estimate difference = new Estimate(
                band.value(),
                band.standardError(),
                alone.degreesOfFreedom(),
                alone.statistic(),
                band.low(),
                band.high(),
                alone.p(),
                band.units(),
                band.warnings());
        long treated = lift.treatment().units();
        return new Comparison.Named(
                single.estimator(),
                new Lift(
                        lift.treatment(),
                        lift.control(),
                        difference,
                        lift.relative(),
                        lift.incrementalTotal() == null || treated == 0 ? null : difference.scaled((double) treated)));
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
    private Verdict verdict(Family family, int i) {
        Comparison comparison = family.comparisons().get(i);
        if (!state.valid() || writer.insufficient(comparison)) {
            return undecided();
        }
        PlannedLooks looks = test.looksAt(comparison);
        if (test.group() != null && looks == null) {
            return Verdict.INCONCLUSIVE;
        }
        Estimate difference = family.bands().isEmpty()
                ? test.of(comparison, declared.withAlpha(family.alphas().get(i)))
                : family.bands().get(i);
        if (looks == null) {
            return Verdict.of(state.validity(), difference.low(), difference.high());
        }
        return looked(looks, comparison, difference);
    }

    private Verdict looked(PlannedLooks looks, Comparison comparison, Estimate difference) {
        Verdict stopped = looks.stopped(comparison);
        if (stopped != null || !looks.due(comparison)) {
            return Objects.requireNonNullElse(stopped, Verdict.INCONCLUSIVE);
        }
        Verdict verdict = Verdict.of(state.validity(), difference.low(), difference.high());
        looks.made(comparison, test.of(comparison, declared), verdict);
        return verdict;
    }
}
