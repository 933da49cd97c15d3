package io.crosslift.pathfile;

import io.crosslift.tablefile.Origin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which column of a path file holds what; -1 where there is no such column.
 *
 * @param path channels in order, separated
 * @param conversions journeys that converted
 * @param value what they were worth
 * @param nulls journeys that did not convert
 * @param goal what the journeys were about
 * @param width columns of the file
 * @param notes names that are no names of ours, and how they were read
 */
record PathColumns(int path, int conversions, int value, int nulls, int goal, int width, List<String> notes) {

    /** What a column holds, by our name and the names that other tools give it. */
    private record Role(List<String> names) {
        private static final Role PATH = new Role(List.of("path", "transformed_path"));
        private static final Role CONVERSIONS = new Role(List.of("conversions", "total_conversions"));
        private static final Role VALUE =
                new Role(List.of("value", "total_conversion_value", "conversion_value", "revenue"));
        private static final Role NULLS =
                new Role(List.of("nulls", "total_null", "total_nulls", "null", "non_conversions"));

        private String label() {
            return names.get(0);
        }

        private boolean has(String column) {
            return names.stream().anyMatch(name -> plain(name).equals(plain(column)));
        }

        private boolean isRequired() {
            return equals(PATH) || equals(CONVERSIONS);
        }
    }

    /**
     * Finds the columns by name: ours, and those of ChannelAttribution ({@code total_conversions}, {@code
     * total_conversion_value}, {@code total_null}) and fractribution ({@code transformed_path}, {@code revenue}, {@code
     * non_conversions}), in any order and either case, with or without underscores.
     *
     * @param names of the header
     * @param goalColumn name of the column that holds the goal; null for {@code goal} if there is one
     * @throws io.crosslift.failure.Failure if a column is missing or there twice
     */
    static PathColumns of(List<String> names, @Nullable String goalColumn, Origin origin) {
        requireDistinct(names, origin);
        int goal = goal(names, goalColumn, origin);
        List<String> notes = new ArrayList<>();
        int path = column(Role.PATH, names, goal, origin, notes);
        int conversions = column(Role.CONVERSIONS, names, goal, origin, notes);
        int value = column(Role.VALUE, names, goal, origin, notes);
        int nulls = column(Role.NULLS, names, goal, origin, notes);
        if (goalColumn == null && goal >= 0) {
            notes.add("column " + names.get(goal) + " holds the goal: each goal has models of its own");
        }
        return new PathColumns(path, conversions, value, nulls, goal, names.size(), notes);
    }

    private static int column(Role role, List<String> names, int goal, Origin origin, List<String> notes) {
        int found = -1;
        for (int i = 0; i < names.size(); i++) {
            if (i == goal || !role.has(names.get(i))) {
                continue;
            }
            if (found >= 0) {
                throw origin.faultInHeader("the columns " + names.get(found) + " and " + names.get(i) + " both hold "
                        + role.label() + ", leave one of them out");
            }
            found = i;
        }
        if (found < 0 && role.isRequired()) {
            throw origin.faultInHeader("there is no column " + role.label() + " (columns: " + String.join(", ", names)
                    + "), " + remedy(role, names));
        }
        if (found >= 0 && !names.get(found).equals(role.label())) {
            notes.add("column " + names.get(found) + " is read as " + role.label());
        }
        return found;
    }

    private static String remedy(Role role, List<String> names) {
        if (names.size() == 1 && names.get(0).matches(".*[;\t|].*")) {
            return "separate columns with commas";
        }
        return "name it " + String.join(" or ", role.names);
    }

    private static int goal(List<String> names, @Nullable String goalColumn, Origin origin) {
        String wanted = goalColumn == null ? "goal" : goalColumn;
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(wanted)) {
                return i;
            }
        }
        if (goalColumn != null) {
            throw origin.faultInHeader("there is no column " + goalColumn + " (columns: " + String.join(", ", names)
                    + "), correct --goal-column or leave it out");
        }
        return -1;
    }

    private static void requireDistinct(List<String> names, Origin origin) {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new TreeSet<>();
        for (String name : names) {
            if (!name.isEmpty() && !seen.add(name.toLowerCase(Locale.ROOT))) {
                twice.add(name);
            }
        }
        if (!twice.isEmpty()) {
            throw origin.faultInHeader(
                    "the column " + String.join(", ", twice) + " is there more than once, leave one of them out");
        }
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace(" ", "");
    }
}
