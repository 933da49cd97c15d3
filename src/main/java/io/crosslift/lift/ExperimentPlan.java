package io.crosslift.lift;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What is measured of an experiment.
 *
 * @param segmented whether its units are compared inside segments too: not where nobody randomised them
 * @param windows ascending by days
 */
record ExperimentPlan(boolean segmented, List<WindowPlan> windows) implements Serializable {
    private static final List<String> RECURRING = List.of(
            "nrr",
            WindowPlan.RETENTION,
            SalesMetric.EXPANSION_ARR.label(),
            SalesMetric.EXPANSION_MRR.label(),
            SalesMetric.CANCELLATIONS.label());

    /** The plan of an experiment over all its windows. */
    static ExperimentPlan of(Experiment experiment, LiftInputs inputs, StatedMetrics stated) {
        return new ExperimentPlan(
                experiment.randomised(),
                experiment.windows().stream()
                        .map(days -> WindowPlan.of(experiment, days, inputs, stated))
                        .toList());
    }

    /** The plan of the window of so many days. */
    WindowPlan window(int days) {
        return windows.stream()
                .filter(window -> window.days() == days)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no window of " + days + " days is planned"));
    }

    /** The same plan with the capped twins of outcomes that have a cap. */
    ExperimentPlan capped(String experiment, OutcomeTails tails) {
        return new ExperimentPlan(
                segmented,
                windows.stream()
                        .map(window -> window.capped(tails.caps(experiment, window.days())))
                        .toList());
    }

    /** One sentence for each declared metric that no table holds. */
    List<String> unmeasured(Experiment experiment) {
        List<String> sentences = new ArrayList<>();
        for (String name : experiment.metrics()) {
            boolean measured = windows.stream()
                    .flatMap(window -> window.metrics().stream())
                    .anyMatch(metric -> metric.name().equals(name));
            if (!measured) {
                sentences.add("metric " + name + " of experiment " + experiment.id()
                        + " isn't measured: no outcomes state it and no "
                        + source(name) + " it");
            }
        }
        return sentences;
    }

    private static String source(String metric) {
        return RECURRING.contains(metric)
                ? "subscriptions give"
                : metric.equals(SalesMetric.TICKETS.label()) ? "support tickets give" : "sales give";
    }
}
