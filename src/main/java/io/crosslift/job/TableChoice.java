package io.crosslift.job;

import io.crosslift.failure.Failure;
import io.crosslift.failure.NearestName;
import io.crosslift.schema.TableCatalogue;
import io.crosslift.schema.TableSpec;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables that {@code --table} names. */
final class TableChoice {
    private TableChoice() {}

    /**
     * The tables of that name, with or without its schema; all of the schemas where none is named.
     *
     * @throws Failure usage: there is no such table, with the nearest name
     */
    static List<TableSpec> of(@Nullable String name, List<String> schemas) {
        List<TableSpec> all = schemas.stream().flatMap(TableCatalogue::ofSchema).toList();
        if (name == null) {
            return all;
        }
        List<TableSpec> named = all.stream()
                .filter(table ->
                        table.qualifiedName().equals(name) || table.name().equals(name))
                .toList();
        if (named.isEmpty()) {
            TreeSet<String> names =
                    all.stream().map(TableSpec::qualifiedName).collect(Collectors.toCollection(TreeSet::new));
            throw Failure.usage("--table: there is no table " + name + " in " + String.join(", ", schemas)
                    + ", did you mean " + NearestName.of(name, names) + "?");
        }
        return named;
    }
}
