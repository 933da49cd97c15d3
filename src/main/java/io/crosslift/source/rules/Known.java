package io.crosslift.source.rules;

import io.crosslift.config.JourneySettings;
import io.crosslift.schema.TableSpec;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a row is judged against.
 *
 * @param accepted the accepted rows of a table written before, empty where it is not fed; a reference to a table that is not fed
 *     is not checked
 * @param produced the rows that the queries of a table produced, before any rule, empty where it is not fed
 * @param orderFates what became of every order of this run and of those of earlier runs, see {@link OrderFates}
 * @param supplied columns that the queries supply, by table; others hold a default or NULL
 * @param end first instant that does not exist yet
 * @param zone reporting zone
 * @param currency reporting currency
 * @param journey how touches are deduplicated
 */
public record Known(
        Function<TableSpec, Optional<Dataset<Row>>> accepted,
        Function<TableSpec, Optional<Dataset<Row>>> produced,
        Function<TableSpec, Optional<Dataset<Row>>> orderFates,
        Map<TableSpec, Set<String>> supplied,
        Instant end,
        ZoneId zone,
        String currency,
        JourneySettings journey) {
    /** Whether some query supplies the column, so that it can hold anything. */
    boolean supplies(TableSpec table, String column) {
        return supplied.getOrDefault(table, Set.of()).contains(column);
    }
}
