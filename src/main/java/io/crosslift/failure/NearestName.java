package io.crosslift.failure;

import java.util.Collection;
import java.util.function.ToIntBiFunction;

/** The name that somebody who wrote an unknown one probably meant. */
public final class NearestName {
    private NearestName() {}

    /** The candidate that is the fewest letters away, the first of several; empty if there is none. */
    public static String of(String name, Collection<String> candidates) {
        return of(name, candidates, NearestName::letters);
    }

    /** The same by another distance. */
    public static String of(String name, Collection<String> candidates, ToIntBiFunction<String, String> distance) {
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int away = distance.applyAsInt(name, candidate);
            if (away < bestDistance) {
                best = candidate;
                bestDistance = away;
            }
        }
        return best;
    }

    /** Levenshtein distance: the fewest single letters to insert, delete or replace. */
    public static int letters(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
