package io.crosslift.attribution.markov;

import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.ModelCheck;
import io.crosslift.attribution.PathWeights;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What must hold of every fitted chain. */
final class ChainChecks {
    private ChainChecks() {}

    /**
     * Checks a fit.
     *
     * @param wholeWalks whether walks of any length count, so that the chain converts as often as the journeys
     */
    static List<ModelCheck> of(
            Chain chain,
            Removals removals,
            Collection<ChannelCredit> channels,
            PathWeights weights,
            boolean wholeWalks) {
        List<ModelCheck> checks = new ArrayList<>(ModelCheck.conservation(MarkovModel.NAME, channels, weights));
        if (wholeWalks) {
            double probability = removals.totalConversions() / chain.journeys();
            double observed = weights.conversions() / weights.journeys();
            checks.add(new ModelCheck(
                    MarkovModel.NAME,
                    "",
                    "P(conversion) of the chain = conversions / journeys",
                    probability,
                    observed,
                    Math.abs(probability - observed) <= 1e-12));
        }
        checks.add(expectedVisits(chain));
        checks.add(ModelCheck.atMost(
                MarkovModel.NAME,
                "removal effects are at least 0",
                0,
                channels.stream()
                        .map(ChannelCredit::removalEffectOnConversions)
                        .mapToDouble(effect -> effect == null ? 0 : effect)
                        .min()
                        .orElse(0)));
        checks.add(ModelCheck.atMost(
                MarkovModel.NAME,
                "removal effects are at most 1",
                channels.stream()
                        .map(ChannelCredit::removalEffectOnConversions)
                        .mapToDouble(effect -> effect == null ? 0 : effect)
                        .max()
                        .orElse(0),
                1));
        return checks;
    }

    /**
     * The expected visits x of all states solve {@code x = starts + x P}; observed ones do where every state is left by
     * the chain's probabilities as often as it was entered.
     */
    private static ModelCheck expectedVisits(Chain chain) {
        double[] left = new double[chain.states()];
        for (int state = 0; state < chain.states(); state++) {
            left[state] += chain.conversions(state) + chain.nulls(state);
        }
        for (int move = 0; move < chain.moves(); move++) {
            left[chain.source(move)] += chain.passagesAlong(move);
        }
        double expected = 0;
        boolean equal = true;
        for (int place = 0; place < chain.states(); place++) {
            int state = chain.stateAt(place);
            double visits = chain.starts(state);
            for (int move = chain.movesInto(place); move < chain.movesInto(place + 1); move++) {
                int source = chain.source(move);
                if (left[source] > 0) {
                    visits += chain.passages(source) * (chain.passagesAlong(move) / left[source]);
                }
            }
            expected += visits;
            equal &= Math.abs(visits - chain.passages(state)) <= 1e-9 * chain.passages(state);
        }
        return new ModelCheck(
                MarkovModel.NAME,
                "",
                "expected visits of every state = observed visits",
                expected,
                chain.passages(),
                equal);
    }
}
