package io.crosslift.attribution.logistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.attribution.ChannelSets;
import io.crosslift.attribution.PathArbitraries;
import io.crosslift.attribution.PathCount;
import io.crosslift.attribution.PathTable;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RidgeRegressionProperties {

    @Provide
    Arbitrary<List<PathCount>> paths() {
        return PathArbitraries.convertedPaths().filter(paths -> paths.stream().anyMatch(path -> path.nulls() > 0));
    }

    @Property(tries = 100, seed = "1")
    void theSlopeOfThePenalisedLikelihoodIsZeroAtTheFit(@ForAll("paths") List<PathCount> paths) {
        PathTable table = PathTable.of(paths);
        ChannelSets sets = ChannelSets.of(table, table.observed());
        double ridge = 0.7;
        double[] conversions = new double[sets.size()];
        double[] nulls = new double[sets.size()];
        for (int set = 0; set < sets.size(); set++) {
            conversions[set] = sets.conversions(set);
            nulls[set] = sets.nulls(set);
        }

        double[] fit = new RidgeRegression(sets, ridge).fit(conversions, nulls, new double[sets.channels() + 1]);

        double[] slope = new double[fit.length];
        for (int channel = 0; channel < sets.channels(); channel++) {
            slope[channel] = -ridge * fit[channel];
        }
        for (int set = 0; set < sets.size(); set++) {
            double logOdds = fit[sets.channels()];
            for (int channel : sets.channelsOf(set)) {
                logOdds += fit[channel];
            }
            double missed = conversions[set] - sets.journeys(set) / (1 + Math.exp(-logOdds));
            for (int channel : sets.channelsOf(set)) {
                slope[channel] += missed;
            }
            slope[sets.channels()] += missed;
        }
        assertThat(slope).containsOnly(new double[slope.length], within(1e-9));
    }
}
