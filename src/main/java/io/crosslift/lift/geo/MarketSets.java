package io.crosslift.lift.geo;

import static io.crosslift.lift.estimate.Arguments.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Sets of control markets to treat as if they had been treated: all sets of a size if they are few, else a sample without repeats
 * that a seed fixes.
 *
 * @param sets positions of the markets, ascending
 * @param sampled whether there are more sets than these
 * @param smaller whether sets hold fewer markets than were treated, since a set may take at most half of the markets
 */
record MarketSets(List<int[]> sets, boolean sampled, boolean smaller) {
    /** As many as a test tries unless it is slow. */
    static final int MOST = 1_000;

    private static final long SEED = 0x5DEECE66DL;

    /** Sets of as many of the control markets as were treated, or of half of them; none where fewer than 2 would be left as donors. */
    static MarketSets of(int controls, int treated, int most) {
        require(treated > 0 && controls > 0, "sets of %s of %s markets", treated, controls);
        int size = Math.min(treated, Math.max(1, controls / 2));
        boolean smaller = size < treated;
        if (controls - size < 2) {
            return new MarketSets(List.of(), false, smaller);
        }
        return choices(controls, size) <= most
                ? new MarketSets(all(controls, size), false, smaller)
                : new MarketSets(sample(controls, size, most), true, smaller);
    }

    /** What a reader of placebos must know. */
    List<GeoWarning> warnings(double alpha) {
        List<GeoWarning> warnings = new ArrayList<>();
        if (1.0 / (1 + sets.size()) > alpha) {
            warnings.add(GeoWarning.TOO_FEW_PLACEBOS);
        }
        if (sampled) {
            warnings.add(GeoWarning.SAMPLED_PLACEBOS);
        }
        if (smaller) {
            warnings.add(GeoWarning.SMALLER_PLACEBOS);
        }
        return warnings;
    }

    private static double choices(int markets, int size) {
        double choices = 1;
        for (int i = 1; i <= size; i++) {
            choices *= (double) (markets - size + i) / i;
        }
        return Math.rint(choices);
    }

    private static List<int[]> all(int markets, int size) {
        List<int[]> sets = new ArrayList<>();
        int[] set = new int[size];
        for (int i = 0; i < size; i++) {
            set[i] = i;
        }
        while (true) {
            sets.add(set.clone());
            int place = size - 1;
            while (place >= 0 && set[place] == markets - size + place) {
                place--;
            }
            if (place < 0) {
                return sets;
            }
            set[place]++;
            for (int i = place + 1; i < size; i++) {
                set[i] = set[i - 1] + 1;
            }
        }
    }

    private static List<int[]> sample(int markets, int size, int most) {
        SplittableRandom random = new SplittableRandom(SEED);
        Set<List<Integer>> drawn = new LinkedHashSet<>();
        int[] order = new int[markets];
        while (drawn.size() < most) {
            for (int i = 0; i < markets; i++) {
                order[i] = i;
            }
            for (int i = 0; i < size; i++) {
                int other = i + random.nextInt(markets - i);
                int held = order[i];
                order[i] = order[other];
                order[other] = held;
            }
            drawn.add(Arrays.stream(order, 0, size).sorted().boxed().toList());
        }
        return drawn.stream()
                .map(set -> set.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    /** The rows of a set, and the rows of all other markets. */
    static double[][][] split(double[][] rows, int[] set) {
        double[][] chosen = new double[set.length][];
        double[][] others = new double[rows.length - set.length][];
        int k = 0;
        for (int i = 0; i < rows.length; i++) {
            if (k < set.length && set[k] == i) {
                chosen[k++] = rows[i];
            } else {
                others[i - k] = rows[i];
            }
        }
        return new double[][][] {chosen, others};
    }
}
