package io.crosslift.attribution.markov;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * The flow from one factorisation.
 *
 * <p>With D the passages of each state on the diagonal, W the moves between states and M = (D - W)^-1, the chain's
 * fundamental matrix is N = (I - D^-1 W)^-1 = M D. From a state, the expected conversions and value are the columns of
 * B = M [C V]. Counts taken from whole journeys are in balance, {@code starts = 1' (D - W)}, so walks hit the group G
 * first with the masses {@code visits(G) (N_GG)^-1 = 1' (M_GG)^-1}, and the flow through G is {@code 1' (M_GG)^-1
 * B_G}. For a single state c this is {@code B_c / M_cc}, the first-passage identity of absorbing chains (Kemeny and
 * Snell, Finite Markov Chains, ch. III).
 */
final class DenseConversionFlow implements ConversionFlow {
    private static final int CONVERSIONS_AND_VALUE = 2;

    private final int[] indexOfState;
    private final DMatrixRMaj inverse;
    private final DMatrixRMaj fromState;

    DenseConversionFlow(WindowCounts counts, int[] converting) {
        indexOfState = new int[counts.size()];
        Arrays.fill(indexOfState, -1);
        int n = converting.length;
        for (int i = 0; i < n; i++) {
            indexOfState[converting[i]] = i;
        }
        DMatrixRMaj balance = new DMatrixRMaj(n, n);
        DMatrixRMaj absorbed = new DMatrixRMaj(n, CONVERSIONS_AND_VALUE);
        for (int i = 0; i < n; i++) {
            int row = i;
            balance.set(i, i, (double) counts.passages(converting[i]));
            counts.moves(converting[i]).forEach((to, count) -> {
                if (indexOfState[to] >= 0) {
                    balance.set(row, indexOfState[to], (double) -count);
                }
            });
            absorbed.set(i, 0, (double) counts.conversions(converting[i]));
            absorbed.set(i, 1, (double) counts.value(converting[i]));
        }
        inverse = new DMatrixRMaj(n, n);
        factorised(balance).invert(inverse);
        fromState = new DMatrixRMaj(n, CONVERSIONS_AND_VALUE);
        CommonOps_DDRM.mult(inverse, absorbed, fromState);
    }

    @Override
    public double[] through(int[] group) {
        int[] members = Arrays.stream(group)
                .map(state -> indexOfState[state])
                .filter(i -> i >= 0)
                .toArray();
        double[] through = new double[CONVERSIONS_AND_VALUE];
        if (members.length == 0) {
            return through;
        }
        DMatrixRMaj within = new DMatrixRMaj(members.length, members.length);
        DMatrixRMaj from = new DMatrixRMaj(members.length, CONVERSIONS_AND_VALUE);
        for (int i = 0; i < members.length; i++) {
            for (int j = 0; j < members.length; j++) {
                within.set(i, j, inverse.get(members[i], members[j]));
            }
            from.set(i, 0, fromState.get(members[i], 0));
            from.set(i, 1, fromState.get(members[i], 1));
        }
        DMatrixRMaj firstHits = new DMatrixRMaj(members.length, CONVERSIONS_AND_VALUE);
        factorised(within).solve(from, firstHits);
        for (int i = 0; i < members.length; i++) {
            through[0] += firstHits.get(i, 0);
            through[1] += firstHits.get(i, 1);
        }
        return through;
    }

    @Override
    public double undecidedJourneys() {
        return 0;
    }

    private static LinearSolverDense<DMatrixRMaj> factorised(DMatrixRMaj matrix) {
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.lu(matrix.numRows);
        if (!solver.setA(matrix)) {
            throw new IllegalStateException(
                    "a chain of " + matrix.numRows + " converting states could not be factorised");
        }
        return solver;
    }
}
