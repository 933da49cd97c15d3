package io.crosslift.simulate;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.config.ScenarioSettings.Programme;
import io.crosslift.simulate.world.AccountHistory;
import io.crosslift.simulate.world.AccountHistory.Gain;
import java.util.List;
import java.util.stream.Stream;

/** What an account did in a stretch of time, by the metrics that experiments declare. */
final class TrueOutcomes {
    private static final List<String> RATES = List.of("converted", "converted_cross_sell", "converted_up_sell");
    private static final String SOLD_ONCE = "expansion_revenue";
    private static final String RECURRING = "expansion_arr";
    private static final double CENTS = 100;

    private TrueOutcomes() {}

    /** Metrics of a scenario's experiments, in the order of {@link #of}: rates, then the values of what the scenario sells. */
    static List<String> metrics(ScenarioSettings scenario) {
        return Stream.concat(RATES.stream(), values(scenario).stream()).toList();
    }

    /** Value of what is sold once and of what recurs, by the year, as far as the scenario sells them. */
    static List<String> values(ScenarioSettings scenario) {
        return Stream.of(SOLD_ONCE, RECURRING)
                .filter(metric ->
                        scenario.families().stream().anyMatch(family -> family.recurring() == metric.equals(RECURRING)))
                .toList();
    }

    /** Days that an experiment's window says: of the period in a stepped wedge, else from the day of the start to the last. */
    static int window(Programme programme) {
        return programme.steppedWedge() ? programme.periodDays() : programme.days() - 1;
    }

    /** One number per metric, over the seconds from, to (exclusive); values in units of the reporting currency. */
    static double[] of(ScenarioSettings scenario, AccountHistory history, long from, long to) {
        List<String> metrics = metrics(scenario);
        double[] outcomes = new double[metrics.size()];
        for (Gain gain : history.gains()) {
            if (gain.at() >= from && gain.at() < to) {
                outcomes[0] = 1;
                outcomes[gain.crossSell() ? 1 : 2] = 1;
                boolean recurring = scenario.families().get(gain.family()).recurring();
                outcomes[metrics.indexOf(recurring ? RECURRING : SOLD_ONCE)] += gain.value() / CENTS;
            }
        }
        return outcomes;
    }
}
