package io.crosslift.attribution.markov;

import io.crosslift.attribution.Transition;
import io.crosslift.attribution.TransitionList;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The transitions of a chain: those out of the start, then state by state the moves, the conversion and the null;
 * states by the channels of their windows from the first one on.
 */
final class ChainTransitions extends TransitionList {
    private static final long serialVersionUID = 1L;

    private static final int START = -1;
    private static final int CONVERSION = -2;
    private static final int NULL = -3;

    private final Chain chain;

    private transient volatile @Nullable Rows rows;

    ChainTransitions(Chain chain) {
        this.chain = chain;
    }

    @Override
    public int size() {
        return rows().size;
    }

    @Override
    public Transition get(int index) {
        Rows all = rows();
        Objects.checkIndex(index, all.size);
        int from = all.from[index];
        double left = from == START ? chain.journeys() : chain.passages(from);
        double count = all.count[index];
        return new Transition(label(from), label(all.to[index]), count / left, (long) count);
    }

    private String label(int state) {
        return switch (state) {
            case START -> Transition.START;
            case CONVERSION -> Transition.CONVERSION;
            case NULL -> Transition.NULL;
            default -> chain.windows().label(state);
        };
    }

    /** Sorted when first asked for; two threads that ask at once sort the same. */
    private Rows rows() {
        Rows sorted = rows;
        if (sorted == null) {
            sorted = new Rows(chain);
            rows = sorted;
        }
        return sorted;
    }

    /** Transitions in order; only those that some journey made. */
    private static final class Rows {
        private final int[] from;
        private final int[] to;
        private final double[] count;
        private int size;

        Rows(Chain chain) {
            int most = Math.addExact(chain.moves(), Math.multiplyExact(3, chain.states()));
            from = new int[most];
            to = new int[most];
            count = new double[most];
            int[] states = IntStream.range(0, chain.states())
                    .boxed()
                    .sorted(chain.windows()::compareFromFirst)
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (int state : states) {
                add(START, state, chain.starts(state));
            }
            int[] ends = new int[chain.states() + 1];
            for (int move = 0; move < chain.moves(); move++) {
                ends[chain.source(move) + 1]++;
            }
            for (int state = 0; state < chain.states(); state++) {
                ends[state + 1] += ends[state];
            }
            int[] placeOf = new int[chain.states()];
            for (int place = 0; place < placeOf.length; place++) {
                placeOf[chain.stateAt(place)] = place;
            }
            int[] targets = new int[chain.moves()];
            double[] counts = new double[chain.moves()];
            int[] next = ends.clone();
            for (int target : states) {
                int entered = placeOf[target];
                for (int move = chain.movesInto(entered); move < chain.movesInto(entered + 1); move++) {
                    int place = next[chain.source(move)]++;
                    targets[place] = target;
                    counts[place] = chain.passagesAlong(move);
                }
            }
            for (int state : states) {
                for (int move = ends[state]; move < ends[state + 1]; move++) {
                    add(state, targets[move], counts[move]);
                }
                add(state, CONVERSION, chain.conversions(state));
                add(state, NULL, chain.nulls(state));
            }
        }

        private void add(int source, int target, double passages) {
            if (passages > 0) {
                from[size] = source;
                to[size] = target;
                count[size] = passages;
                size++;
            }
        }
    }
}
