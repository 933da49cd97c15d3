package io.crosslift.attribution.shapley;

/**
 * The Shapley value as one sum over coalitions. With n players and v(empty) = 0, collecting the marginals of {@code
 * phi_i = sum over S without i of |S|! (n-|S|-1)! / n! (v(S+i) - v(S))} by coalition gives {@code phi_i = sum over S
 * with i of w(|S|) v(S) - sum over S other than all of u(|S|) v(S)} with {@code u(s) = s! (n-s-1)! / n!}, {@code w(s) =
 * u(s-1) + u(s)} and {@code u(n) = 0}. The second sum is the same for all players.
 */
final class CoalitionWeights {
    private final double[] withPlayer;
    private final double[] common;

    CoalitionWeights(int players) {
        withPlayer = new double[players + 1];
        common = new double[players + 1];
        double choices = 1; // (n-1) over s
        for (int s = 0; s < players; s++) {
            common[s] = 1 / (players * choices);
            withPlayer[s] = s == 0 ? 0 : 1 / (s * choices);
            choices = choices * (players - 1 - s) / (s + 1);
        }
        withPlayer[players] = 1.0 / players;
    }

    /** Returns w: what a coalition of this size weighs for each of its members. */
    double withPlayer(int members) {
        return withPlayer[members];
    }

    /** Returns u: what a coalition of this size takes from every player. */
    double common(int members) {
        return common[members];
    }
}
