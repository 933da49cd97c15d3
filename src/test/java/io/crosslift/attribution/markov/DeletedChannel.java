package io.crosslift.attribution.markov;

import io.crosslift.attribution.PathCount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The definition of a removal effect, carried out: the chain is written down as text windows, the channel deleted, and
 * the whole system solved again, densely.
 */
final class DeletedChannel {
    private final Map<String, Map<String, Double>> passages = new HashMap<>();
    private final Map<String, List<String>> windows = new HashMap<>();
    private final Map<String, Double> valueAfter = new HashMap<>();

    DeletedChannel(List<PathCount> paths, int order) {
        paths.forEach(path -> add(path, order));
    }

    /** Conversions and value per journey of the chain without the channel; of the whole chain for a channel unknown. */
    double[] without(String channel) {
        List<String> kept = windows.keySet().stream()
                .filter(window -> !windows.get(window).contains(channel))
                .toList();
        DMatrixRMaj system = CommonOps_DDRM.identity(kept.size());
        DMatrixRMaj ends = new DMatrixRMaj(kept.size(), 2);
        double[] result = new double[2];
        for (int i = 0; i < kept.size(); i++) {
            Map<String, Double> moves = passages.get(kept.get(i));
            double left = moves.values().stream().mapToDouble(count -> count).sum();
            for (int j = 0; j < kept.size(); j++) {
                system.set(i, j, system.get(i, j) - moves.getOrDefault(kept.get(j), 0.0) / left);
            }
            ends.set(i, 0, moves.getOrDefault("(conversion)", 0.0) / left);
            ends.set(i, 1, valueAfter.getOrDefault(kept.get(i), 0.0) / left);
        }
        if (!kept.isEmpty()) {
            DMatrixRMaj fromState = new DMatrixRMaj(kept.size(), 2);
            CommonOps_DDRM.solve(system, ends, fromState);
            Map<String, Double> starts = passages.get("(start)");
            double all = starts.values().stream().mapToDouble(count -> count).sum();
            for (int i = 0; i < kept.size(); i++) {
                double share = starts.getOrDefault(kept.get(i), 0.0) / all;
                result[0] += share * fromState.get(i, 0);
                result[1] += share * fromState.get(i, 1);
            }
        }
        return result;
    }

    /** The sum of the first powers: conversions per journey of walks of at most so many states, without the channel. */
    double without(String channel, int mostStates) {
        Map<String, Double> starts = passages.get("(start)");
        double all = starts.values().stream().mapToDouble(count -> count).sum();
        Map<String, Double> walking = new HashMap<>();
        starts.forEach((window, count) -> walking.put(window, count / all));
        double converted = 0;
        for (int step = 0; step < mostStates; step++) {
            Map<String, Double> next = new HashMap<>();
            for (Map.Entry<String, Double> at : walking.entrySet()) {
                if (!windows.get(at.getKey()).contains(channel)) {
                    Map<String, Double> moves = passages.get(at.getKey());
                    double left =
                            moves.values().stream().mapToDouble(count -> count).sum();
                    for (Map.Entry<String, Double> move : moves.entrySet()) {
                        double moved = at.getValue() * move.getValue() / left;
                        if (move.getKey().equals("(conversion)")) {
                            converted += moved;
                        } else if (!move.getKey().equals("(null)")) {
                            next.merge(move.getKey(), moved, Double::sum);
                        }
                    }
                }
            }
            walking.clear();
            walking.putAll(next);
        }
        return converted;
    }

    private void add(PathCount path, int order) {
        if (path.journeys() == 0) {
            return;
        }
        List<String> visited = new ArrayList<>(List.of("(start)"));
        int width = Math.min(order, path.channels().size());
        for (int from = 0; from + width <= path.channels().size(); from++) {
            List<String> window = path.channels().subList(from, from + width);
            String label = String.join(" > ", window);
            windows.put(label, window);
            if (!visited.get(visited.size() - 1).equals(label)) {
                visited.add(label);
            }
        }
        String last = visited.get(visited.size() - 1);
        for (int i = 1; i < visited.size(); i++) {
            count(visited.get(i - 1), visited.get(i), path.journeys());
        }
        count(last, "(conversion)", path.conversions());
        count(last, "(null)", path.nulls());
        valueAfter.merge(last, (double) path.value(), Double::sum);
    }

    private void count(String from, String to, double journeys) {
        passages.computeIfAbsent(from, state -> new HashMap<>()).merge(to, journeys, Double::sum);
    }
}
