package io.crosslift.attribution.shapley;

/**
 * The Shapley value of the game v(S) = conversions (value) of a chain in which entering a channel outside S ends the
 * walk without a conversion, exactly, over all 2^n coalitions.
 *
 * <p>Channels are decided one after the other. Left out, a channel's passages in become exits of the channels they
 * came from. Kept, it is eliminated: each of its passages in is spread over where it leads, without the way back to
 * itself. Either way the chain is a channel smaller, so all coalitions together take about {@code 6 x 2^n}
 * multiplications and the memory of n small chains. Nothing is ever subtracted (Grassmann, Taksar and Heyman 1985), so
 * no precision is lost where walks are long.
 */
final class ExactChainGame {
    private final int size;
    private final CoalitionWeights weights;
    /** The chain of the channels from each depth on. */
    private final Remaining[] remaining;

    private final double[] conversionsOf;
    private final double[] valueOf;
    private double commonConversions;
    private double commonValue;

    /** The chain of the channels not decided yet; sums over the coalitions that agree on the others. */
    private static final class Remaining {
        final int size;
        final double[] starts;
        final double[] moves;
        final double[] conversions;
        final double[] value;
        final double[] exits;
        double weightedConversions;
        double weightedValue;

        Remaining(int size) {
            this.size = size;
            starts = new double[size];
            moves = new double[size * size];
            conversions = new double[size];
            value = new double[size];
            exits = new double[size];
        }

        /** Becomes the other chain without its first channel, which is left out. */
        void leaveOutFirstOf(Remaining before) {
            for (int i = 0; i < size; i++) {
                int row = (i + 1) * before.size;
                starts[i] = before.starts[i + 1];
                conversions[i] = before.conversions[i + 1];
                value[i] = before.value[i + 1];
                exits[i] = before.exits[i + 1] + before.moves[row];
                System.arraycopy(before.moves, row + 1, moves, i * size, size);
            }
        }

        /** Becomes the other chain without its first channel, which walks pass. */
        void eliminateFirstOf(Remaining before, double passages) {
            double started = before.starts[0] / passages;
            for (int i = 0; i < size; i++) {
                int row = (i + 1) * before.size;
                double through = before.moves[row] / passages;
                starts[i] = before.starts[i + 1] + started * before.moves[i + 1];
                conversions[i] = before.conversions[i + 1] + through * before.conversions[0];
                value[i] = before.value[i + 1] + through * before.value[0];
                exits[i] = before.exits[i + 1] + through * before.exits[0];
                for (int j = 0; j < size; j++) {
                    moves[i * size + j] = i == j ? 0 : before.moves[row + 1 + j] + through * before.moves[1 + j];
                }
            }
        }

        /** Returns how often the first channel is left for another one or for good. */
        double passagesOfFirst() {
            double passages = exits[0];
            for (int j = 1; j < size; j++) {
                passages += moves[j];
            }
            return passages;
        }
    }

    /** Plays the game of a chain with at least one channel. */
    ExactChainGame(ChannelChain chain) {
        size = chain.size();
        weights = new CoalitionWeights(size);
        conversionsOf = new double[size];
        valueOf = new double[size];
        remaining = new Remaining[size + 1];
        for (int depth = 0; depth <= size; depth++) {
            remaining[depth] = new Remaining(size - depth);
        }
        System.arraycopy(chain.starts, 0, remaining[0].starts, 0, size);
        System.arraycopy(chain.moves, 0, remaining[0].moves, 0, size * size);
        System.arraycopy(chain.conversions, 0, remaining[0].conversions, 0, size);
        System.arraycopy(chain.value, 0, remaining[0].value, 0, size);
        System.arraycopy(chain.exits, 0, remaining[0].exits, 0, size);
        decide(0, 0, 0, 0);
    }

    /** Returns the Shapley value on conversions of a channel of the chain, not negative. */
    double conversions(int channel) {
        return Math.max(0, conversionsOf[channel] - commonConversions); // v is monotone, rounding is not
    }

    /** Returns the Shapley value on value of a channel of the chain. */
    double value(int channel) {
        return valueOf[channel] - commonValue;
    }

    /** Both ways for the next channel, with what the channels kept so far convert by themselves. */
    private void decide(int next, int kept, double conversions, double value) {
        Remaining now = remaining[next];
        if (next == size) {
            now.weightedConversions = weights.withPlayer(kept) * conversions;
            now.weightedValue = weights.withPlayer(kept) * value;
            commonConversions += weights.common(kept) * conversions;
            commonValue += weights.common(kept) * value;
            return;
        }
        Remaining after = remaining[next + 1];
        after.leaveOutFirstOf(now);
        decide(next + 1, kept, conversions, value);
        double conversionsWithout = after.weightedConversions;
        double valueWithout = after.weightedValue;

        double passages = now.passagesOfFirst();
        double started = now.starts[0] / passages;
        after.eliminateFirstOf(now, passages);
        decide(next + 1, kept + 1, conversions + started * now.conversions[0], value + started * now.value[0]);
        conversionsOf[next] += after.weightedConversions;
        valueOf[next] += after.weightedValue;
        now.weightedConversions = conversionsWithout + after.weightedConversions;
        now.weightedValue = valueWithout + after.weightedValue;
    }
}
