package io.crosslift.lift;

import io.crosslift.lift.estimate.ConcurrentProgrammes;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.MultipleTesting;
import io.crosslift.lift.estimate.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The rows of K19 of an experiment's effect beside others that run at the same time, all its treated arms taken as one.
 *
 * <p>{@code concurrent_main}: the effect as the mean over the others' combinations. {@code interaction}: the effect with another less
 * that without it; where several others are taken together the segment names which: {@code A} as the mean over the rest,
 * {@code A with B} and {@code A without B} among the units treated in B or not, and {@code A x B} the difference of the two. Their
 * p is adjusted by Holm over all of a metric and arm.
 */
final class ConcurrentRows {
    private static final String MAIN = "concurrent_main";
    private static final String INTERACTION = "interaction";

    private final Beside beside;
    private final ExperimentState state;
    private final LiftRow writer;
    private final DeclaredTest test;

    /** Rows over one window. */
    ConcurrentRows(Beside beside, ExperimentState state, LiftRow writer, DeclaredTest test) {
        this.beside = beside;
        this.state = state;
        this.writer = writer;
        this.test = test;
    }

    /**
     * An interaction.
     *
     * @param segment that names it
     * @param given the programme that all its units were, or were not, treated in; 0 for none
     */
    private record Contrast(
            String segment, int given, boolean treated, Function<ConcurrentProgrammes, Estimate> interaction) {
        Estimate of(ConcurrentProgrammes programmes) {
            return interaction.apply(given == 0 ? programmes : programmes.where(given, treated));
        }

        boolean covers(List<Boolean> others) {
            return given == 0 || others.get(given - 1) == treated;
        }
    }

    /**
     * The rows of one metric and arm; none where the segments aren't the arms of other experiments.
     *
     * @param declared verdict of the metric and arm over all units, or null
     */
    List<Row> of(Family family, List<Comparison> segments, @Nullable Verdict declared) {
        List<String> others = beside.experiments(family.segmentType());
        Comparison first = segments.get(0);
        if (others.isEmpty() || first.metric().kind() == Metric.Kind.RATIO) {
            return List.of();
        }
        int column = first.window().positions(first.metric().columns()).get(0);
        List<ConcurrentProgrammes.Cell> cells = cells(family.segmentType(), segments, others.size());
        Function<Confidence, ConcurrentProgrammes> programmes =
                confidence -> new ConcurrentProgrammes(column, cells, confidence);
        Verdict effect = Objects.requireNonNullElse(declared, Verdict.INCONCLUSIVE);
        Estimate main = programmes.apply(family.shown()).mainEffect(0);
        List<Row> rows = new ArrayList<>();
        rows.add(row(family, together(segments), MAIN, main, effect, null));
        rows.addAll(interactions(family, segments, contrasts(others), programmes));
        return rows;
    }

    private List<Row> interactions(
            Family family,
            List<Comparison> segments,
            List<Contrast> contrasts,
            Function<Confidence, ConcurrentProgrammes> programmes) {
        Confidence shown = family.shown();
        List<Estimate> estimates = contrasts.stream()
                .map(contrast -> contrast.of(programmes.apply(shown)))
                .toList();
        List<@Nullable Double> p = new ArrayList<>();
        estimates.forEach(estimate -> p.add(estimate.p()));
        List<@Nullable Double> adjusted = MultipleTesting.holm(p);
        List<Double> alphas = MultipleTesting.holmAlphas(p, shown.alpha());
        Family tested = tested(family, together(segments));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < contrasts.size(); i++) {
            Contrast contrast = contrasts.get(i);
            Comparison some = together(segments.stream()
                            .filter(segment -> contrast.covers(beside.treated(family.segmentType(), segment.segment())))
                            .toList())
                    .in(contrast.segment());
            Estimate decides = contrast.of(programmes.apply(shown.withAlpha(alphas.get(i))));
            // A sequential plan says nothing of an interaction: there is no verdict on it.
            Verdict differs = writer.insufficient(some) || test.plan() != null
                    ? Verdict.INCONCLUSIVE
                    : Verdict.of(state.validity(), decides.low(), decides.high());
            rows.add(row(tested, some, INTERACTION, estimates.get(i), differs, adjusted.get(i)));
        }
        return rows;
    }

    private static Comparison together(List<Comparison> segments) {
        return segments.get(0)
                .over(
                        segments.stream().map(Comparison::treatment).toList(),
                        segments.stream().map(Comparison::control).toList());
    }

    private static Family tested(Family family, Comparison all) {
        return new Family(
                "holm: interactions of " + all.metric().name() + " in " + all.arm() + " with " + family.segmentType(),
                family.segmentType(),
                List.of(all),
                family.shown(),
                Collections.singletonList(null),
                List.of(family.shown().alpha()),
                List.of());
    }

    /** What can be said of the effect and the others; this experiment is programme 0, the others follow. */
    private static List<Contrast> contrasts(List<String> others) {
        if (others.size() == 1) {
            return List.of(new Contrast(ArmMoments.ALL, 0, false, programmes -> programmes.interaction(0, 1)));
        }
        List<Contrast> contrasts = new ArrayList<>();
        for (int i = 1; i <= others.size(); i++) {
            int one = i;
            String name = others.get(one - 1);
            contrasts.add(new Contrast(name, 0, false, programmes -> programmes.interaction(0, one)));
            for (int k = 1; k <= others.size(); k++) {
                int other = k;
                String given = others.get(other - 1);
                if (one < other) {
                    contrasts.add(new Contrast(
                            name + " x " + given, 0, false, programmes -> programmes.interaction(0, one, other)));
                }
                if (one != other) {
                    int left = one < other ? one : one - 1;
                    Function<ConcurrentProgrammes, Estimate> inside = programmes -> programmes.interaction(0, left);
                    contrasts.add(new Contrast(name + " " + Beside.WITH + given, other, true, inside));
                    contrasts.add(new Contrast(name + " " + Beside.WITHOUT + given, other, false, inside));
                }
            }
        }
        return contrasts;
    }

    /** Units with and without this programme, each with and without the others; those without units too. */
    private List<ConcurrentProgrammes.Cell> cells(String segmentType, List<Comparison> segments, int others) {
        Moments none = Moments.empty(segments.get(0).window().columns().size());
        Map<List<Boolean>, Moments> treated = new HashMap<>();
        Map<List<Boolean>, Moments> held = new HashMap<>();
        for (Comparison segment : segments) {
            List<Boolean> combination = beside.treated(segmentType, segment.segment());
            treated.merge(combination, segment.treatment(), Moments::merge);
            held.merge(combination, segment.control(), Moments::merge);
        }
        List<ConcurrentProgrammes.Cell> cells = new ArrayList<>();
        for (List<Boolean> combination : Beside.combinations(others)) {
            cells.add(cell(true, combination, treated.getOrDefault(combination, none)));
            cells.add(cell(false, combination, held.getOrDefault(combination, none)));
        }
        return cells;
    }

    private static ConcurrentProgrammes.Cell cell(boolean treated, List<Boolean> others, Moments units) {
        List<Boolean> all = new ArrayList<>(List.of(treated));
        all.addAll(others);
        return new ConcurrentProgrammes.Cell(all, units);
    }

    private Row row(
            Family family,
            Comparison all,
            String estimator,
            Estimate difference,
            Verdict verdict,
            @Nullable Double adjusted) {
        Lift.Arm treated = new Lift.Arm(all.treatment().count(), null);
        Lift.Arm held = new Lift.Arm(all.control().count(), null);
        Estimate relative = Estimate.absent(difference.units(), List.of());
        return writer.of(
                all,
                new Comparison.Named(estimator, new Lift(treated, held, difference, relative, null)),
                family,
                state.valid() ? verdict : Verdict.INVALID,
                adjusted,
                null,
                null);
    }
}
