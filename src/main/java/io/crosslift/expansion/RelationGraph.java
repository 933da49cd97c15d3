package io.crosslift.expansion;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Product relations (R04) as questions: is a product an add-on, a complement or an upgrade of one that is owned? */
public final class RelationGraph implements Serializable {
    private static final long serialVersionUID = 1L;

    /** {@code from} stands in {@code relation} to {@code to}. */
    public record Relation(String from, String to, String relation) implements Serializable {}

    private final Map<String, Set<String>> addOnOf = new HashMap<>();
    private final Map<String, Set<String>> complementOf = new HashMap<>();
    private final Map<String, Set<String>> upgradeOf = new HashMap<>();
    private final Map<String, Set<String>> migratesTo = new HashMap<>();

    private RelationGraph() {}

    /** A graph of the given relations; {@code upgrade_of} is followed along paths, the others are direct. */
    public static RelationGraph of(List<Relation> relations) {
        RelationGraph graph = new RelationGraph();
        for (Relation relation : relations) {
            switch (relation.relation()) {
                case "addon_of" -> add(graph.addOnOf, relation);
                case "complement_of" -> add(graph.complementOf, relation);
                case "upgrade_of" -> add(graph.upgradeOf, relation);
                case "migrates_to" -> add(graph.migratesTo, relation);
                default -> {}
            }
        }
        return graph;
    }

    /** The product is an add-on of one of the others. */
    public boolean isAddOnOfAny(String product, Collection<String> others) {
        return any(addOnOf, product, others);
    }

    /** The product is a complement of one of the others. */
    public boolean isComplementOfAny(String product, Collection<String> others) {
        return any(complementOf, product, others);
    }

    /** The first product migrates to the second. */
    public boolean isMigrationOf(String product, String successor) {
        return migratesTo.getOrDefault(product, Set.of()).contains(successor);
    }

    /** A path of {@code upgrade_of} leads from the product to one of the others. */
    public boolean isUpgradeOfAny(String product, Collection<String> others) {
        if (!upgradeOf.containsKey(product)) {
            return false;
        }
        Deque<String> open = new ArrayDeque<>(List.of(product));
        Set<String> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            for (String below : upgradeOf.getOrDefault(open.pop(), Set.of())) {
                if (others.contains(below)) {
                    return true;
                }
                if (seen.add(below)) {
                    open.push(below);
                }
            }
        }
        return false;
    }

    private static void add(Map<String, Set<String>> edges, Relation relation) {
        edges.computeIfAbsent(relation.from(), from -> new HashSet<>()).add(relation.to());
    }

    private static boolean any(Map<String, Set<String>> edges, String product, Collection<String> others) {
        Set<String> targets = edges.get(product);
        return targets != null && targets.stream().anyMatch(others::contains);
    }
}
