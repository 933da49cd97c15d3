package io.crosslift.job;

import io.crosslift.lake.Lake;
import io.crosslift.lake.RolledBack;
import io.crosslift.schema.TableCatalogue;
import io.crosslift.schema.TableSpec;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What runs that were not published had written to core and fact tables, undone: a run starts from what the last published one
 * left, so that it does not matter how many came to nothing in between.
 *
 * @param tables tables that were brought back, by qualified name, with their version since
 * @param mixed a table that could not be, because others have changed it too; or empty
 */
record UndoneRuns(SortedMap<String, Long> tables, String mixed) {
    private static final List<TableSpec> TABLES = Stream.concat(
                    TableCatalogue.ofSchema("core"), TableCatalogue.ofSchema("fact"))
            .toList();

    static final UndoneRuns NONE = new UndoneRuns(new TreeMap<>(), "");

    /** Brings back every table that runs, and only runs, have written since the one given was published. */
    static UndoneRuns since(RecordedRun last, Lake lake) {
        SortedMap<String, Long> tables = new TreeMap<>();
        String mixed = "";
        for (TableSpec table : TABLES) {
            String name = table.qualifiedName();
            Long version = last.versions().get(name);
            if (version == null) {
                continue;
            }
            RolledBack back = lake.rollBack(table, version);
            if (back.outcome() == RolledBack.Outcome.RESTORED) {
                tables.put(name, back.version());
            } else if (back.outcome() == RolledBack.Outcome.MIXED) {
                mixed = name;
            }
        }
        return new UndoneRuns(tables, mixed);
    }
}
