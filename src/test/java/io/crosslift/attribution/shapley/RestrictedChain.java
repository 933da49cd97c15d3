package io.crosslift.attribution.shapley;

import io.crosslift.attribution.PathCount;
import java.util.Collection;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** A chain of order 1 with some channels taken out, solved as it is written: P = starts (I - Q)^-1 R. */
final class RestrictedChain {

    private RestrictedChain() {}

    /**
     * Returns conversions and value of the chain in which a channel outside the coalition leads to null.
     *
     * @param paths journeys through channels of one letter
     * @param coalition bits of the channels, in the order of their letters, that stay
     */
    static double[] conversions(List<PathCount> paths, int coalition) {
        List<String> channels = paths.stream()
                .filter(path -> path.journeys() > 0)
                .map(PathCount::channels)
                .flatMap(Collection::stream)
                .distinct()
                .sorted()
                .toList();
        int n = channels.size();
        double[] starts = new double[n];
        double[][] moves = new double[n][n];
        double[] left = new double[n];
        double[][] converted = new double[n][2];
        for (PathCount path : paths) {
            int last = -1;
            for (String channel : path.channels()) {
                int next = channels.indexOf(channel);
                if (last < 0) {
                    starts[next] += path.journeys();
                } else {
                    moves[last][next] += path.journeys();
                    left[last] += path.journeys();
                }
                last = next;
            }
            converted[last][0] += path.conversions();
            converted[last][1] += path.value();
            left[last] += path.journeys();
        }
        DMatrixRMaj stay = CommonOps_DDRM.identity(n);
        DMatrixRMaj start = new DMatrixRMaj(1, n);
        DMatrixRMaj end = new DMatrixRMaj(n, 2);
        for (int i = 0; i < n; i++) {
            if ((coalition >> i & 1) == 1 && left[i] > 0) {
                start.set(0, i, starts[i]);
                end.set(i, 0, converted[i][0] / left[i]);
                end.set(i, 1, converted[i][1] / left[i]);
                for (int j = 0; j < n; j++) {
                    if ((coalition >> j & 1) == 1) {
                        stay.set(i, j, stay.get(i, j) - moves[i][j] / left[i]);
                    }
                }
            }
        }
        DMatrixRMaj ends = new DMatrixRMaj(n, 2);
        if (!CommonOps_DDRM.solve(stay, end, ends)) {
            throw new IllegalStateException("singular");
        }
        DMatrixRMaj result = new DMatrixRMaj(1, 2);
        CommonOps_DDRM.mult(start, ends, result);
        return new double[] {result.get(0, 0), result.get(0, 1)};
    }
}
