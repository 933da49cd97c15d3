package io.crosslift.simulate;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.simulate.world.AccountHistory;
import io.crosslift.simulate.world.AccountHistory.Gain;
import java.util.List;

/** What an account did in a stretch of time, by the metrics that experiments declare. */
final class TrueOutcomes {
    private static final List<String> RATES = List.of("converted", "converted_cross_sell", "converted_up_sell");
    private static final String REVENUE = "expansion_revenue";
    private static final double CENTS = 100;

    private TrueOutcomes() {}

    /** Metrics of a scenario's experiments, in the order of {@link #of}; revenue is that of what is sold once. */
    static List<String> metrics(ScenarioSettings scenario) {
        boolean once = scenario.families().stream().anyMatch(family -> !family.recurring());
        return once ? List.of(RATES.get(0), RATES.get(1), RATES.get(2), REVENUE) : RATES;
    }

    /** One number per metric, over the seconds from, to (exclusive); revenue in units of the reporting currency. */
    static double[] of(ScenarioSettings scenario, AccountHistory history, long from, long to) {
        double[] outcomes = new double[metrics(scenario).size()];
        for (Gain gain : history.gains()) {
            if (gain.at() >= from && gain.at() < to) {
                outcomes[0] = 1;
                outcomes[gain.crossSell() ? 1 : 2] = 1;
                if (!scenario.families().get(gain.family()).recurring()) {
                    outcomes[RATES.size()] += gain.value() / CENTS;
                }
            }
        }
        return outcomes;
    }
}
