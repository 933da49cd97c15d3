package io.crosslift.lift;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The randomised experiments that run at the same time as one: a global holdout and the tests beside it. The arm that a unit has in one
 * of them is decided by chance whatever the other does, so it is a segment of the unit in the other, and so is the vector of whether it was
 * treated in each of several. All treated arms of another experiment count as one there.
 *
 * @param controls control arm of each experiment, by its id
 */
record Beside(SortedMap<String, String> controls) {
    /** Segment type of another experiment's arms, before its id. */
    static final String TYPE = "experiment ";

    static final String WITH = "with ";
    static final String WITHOUT = "without ";
    static final String AND = ", ";

    /** With so many experiments there are twice 2^4 combinations, which few businesses fill. */
    private static final int MOST = 4;

    Beside {
        controls = Collections.unmodifiableSortedMap(new TreeMap<>(controls));
    }

    /** Those beside an experiment, of all. */
    static Beside of(Experiment experiment, Collection<Experiment> all) {
        SortedMap<String, String> controls = new TreeMap<>();
        for (Experiment other : all) {
            if (!other.id().equals(experiment.id())
                    && experiment.randomised()
                    && other.randomised()
                    && other.startAt().isBefore(experiment.endAt())
                    && experiment.startAt().isBefore(other.endAt())) {
                controls.put(other.id(), other.controlArm());
            }
        }
        return new Beside(controls);
    }

    /** Segment type of the combinations of all of them; null where there is one only, or too many to fill their combinations. */
    @Nullable
    String together() {
        return controls.size() < 2 || controls.size() > MOST
                ? null
                : "experiments " + String.join(AND, controls.keySet());
    }

    /** Why the combinations of all of them are no segments although there are several; null where they are. */
    @Nullable
    String leftOut(Experiment experiment) {
        return controls.size() <= MOST
                ? null
                : "experiment " + experiment.id() + " is compared with each of the " + controls.size()
                        + " experiments that run beside it alone: all at once are compared for at most " + MOST;
    }

    /** The experiments that a segment type is about, in the order of the combinations; empty where it is about none. */
    List<String> experiments(String segmentType) {
        if (segmentType.equals(together())) {
            return List.copyOf(controls.keySet());
        }
        return controls.keySet().stream()
                .filter(other -> segmentType.equals(TYPE + other))
                .toList();
    }

    /**
     * Whether a unit was treated in each of the experiments that its segment is about.
     *
     * @param segmentType one about experiments
     */
    List<Boolean> treated(String segmentType, String segment) {
        List<String> experiments = experiments(segmentType);
        if (experiments.size() == 1) {
            return List.of(!segment.equals(controls.get(experiments.get(0))));
        }
        Boolean[] none = new Boolean[0];
        for (Map.Entry<List<Boolean>, String> combination :
                combinations(experiments).entrySet()) {
            if (combination.getValue().equals(segment)) {
                return List.of(combination.getKey().toArray(none));
            }
        }
        throw new IllegalArgumentException("the segment type " + segmentType + " has no combination " + segment);
    }

    /** Every combination with its segment. */
    private static Map<List<Boolean>, String> combinations(List<String> experiments) {
        Map<List<Boolean>, String> combinations = new LinkedHashMap<>();
        for (List<Boolean> treated : combinations(experiments.size())) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < experiments.size(); i++) {
                names.add((treated.get(i) ? WITH : WITHOUT) + experiments.get(i));
            }
            combinations.put(treated, String.join(AND, names));
        }
        return combinations;
    }

    /** Every combination of so many experiments, nobody treated first. */
    static List<List<Boolean>> combinations(int experiments) {
        List<List<Boolean>> combinations = new ArrayList<>();
        for (int bits = 0; bits < 1 << experiments; bits++) {
            List<Boolean> treated = new ArrayList<>();
            for (int i = 0; i < experiments; i++) {
                treated.add((bits >> i & 1) == 1);
            }
            combinations.add(treated);
        }
        return combinations;
    }
}
