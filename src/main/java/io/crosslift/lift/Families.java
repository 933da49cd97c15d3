package io.crosslift.lift;

import io.crosslift.lift.estimate.Confidence;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** What is compared of one experiment over a window: the declared family, inside segments too, and the two beside it. */
final class Families {
    private static final String CANNIBALISATION = "cannibalisation";
    private static final String PULL_FORWARD = "pull_forward";
    private static final String PULL_FORWARD_STEP = "pull_forward_step";

    /** A metric of an arm, over all that it is cut into. */
    record Sliced(Metric metric, String arm) {}

    private final Experiment experiment;
    private final ArmTable table;
    private final SortedSet<String> treatedArms;
    private final KnownSales known;
    private final LiftRules rules;
    private final Confidence declared;
    private final DeclaredTest test;

    /** What is compared over windows whose verdicts rest on the given test. */
    Families(
            Experiment experiment,
            ArmTable table,
            KnownSales known,
            LiftRules rules,
            Confidence declared,
            DeclaredTest test) {
        this.test = test;
        this.experiment = experiment;
        this.table = table;
        this.known = known;
        this.rules = rules;
        this.declared = declared;
        this.treatedArms = new JoinAudit(experiment, table, rules).arms();
        treatedArms.remove(experiment.controlArm());
    }

    /**
     * All families of a window, the declared one over all units first.
     *
     * @param longestElapsed whether no longer window has elapsed
     */
    List<Family> of(WindowPlan window, boolean longestElapsed) {
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
        if (longestElapsed) {
            families.addAll(pulledForward(window));
        }
        return families;
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
                test);
    }

    private Family parts(WindowPlan window) {
        List<Comparison> comparisons = new ArrayList<>();
        for (Metric part : window.parts()) {
            for (String arm : treatedArms) {
                comparisons.add(
                        comparison(window, part, window.days(), CANNIBALISATION, arm, ArmMoments.ALL, ArmMoments.ALL));
            }
        }
        return Family.holm("net revenue and its parts x " + arms(), ArmMoments.ALL, comparisons, declared, test);
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
                "windows of " + slice.metric().name() + " in " + slice.arm(), comparisons, declared, test)));
        steps.forEach((slice, comparisons) -> families.add(Family.simultaneous(
                "time between windows of " + slice.metric().name() + " in " + slice.arm(),
                comparisons,
                declared,
                test)));
        return families;
    }

    /** What a programme's cost is compared with, per metric; empty where more than one arm shares the cost. */
    List<Comparison> returns(WindowPlan window) {
        return treatedArms.size() == 1
                ? window.returns().stream()
                        .map(metric -> whole(window, metric, window.days(), "return", treatedArms.first()))
                        .toList()
                : List.of();
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
                experiment.randomised(),
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

    private String arms() {
        return "(" + String.join(", ", treatedArms) + ")";
    }

    /** Whether sales are known of the whole time before the first possible assignment that the window is compared with. */
    boolean knownBefore(Metric metric, int days) {
        SalesMetric.Source source = metric.source();
        LocalDate since = source == null ? null : known.since(source, rules);
        LocalDate needed = rules.localDay(experiment.startAt()).minusDays(days + 1L);
        return since != null && !since.isAfter(needed);
    }
}
