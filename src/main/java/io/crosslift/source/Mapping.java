package io.crosslift.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_utc_timestamp;

import io.crosslift.config.SourceSettings;
import io.crosslift.failure.Failure;
import io.crosslift.schema.TableCatalogue;
import io.crosslift.schema.TableSpec;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * A source's SQL, run over its feeds: every query is parsed, checked against what SQL of a source may do, analysed and brought
 * into the shape of its contract table before any row is read.
 */
final class Mapping {
    private final Feeds feeds;
    private final SourceSettings source;
    private final String currency;
    private final SortedMap<String, String> absent = new TreeMap<>();
    private final Map<TableSpec, MappedTable> tables = new LinkedHashMap<>();

    private Mapping(Feeds feeds, String currency) {
        this.feeds = feeds;
        this.source = feeds.source();
        this.currency = currency;
    }

    /** Checks every query of the source. */
    static Mapping of(Feeds feeds, String currency) {
        Mapping mapping = new Mapping(feeds, currency);
        mapping.refuseUnknownTables();
        TableCatalogue.ofSchema("core").forEach(mapping::map);
        return mapping;
    }

    /** The contract tables that are fed, in catalogue order. */
    Map<TableSpec, MappedTable> tables() {
        return tables;
    }

    /** The contract tables, or single queries of them, that are not fed, by qualified name, with the reason. */
    SortedMap<String, String> absent() {
        return absent;
    }

    private void refuseUnknownTables() {
        List<String> known =
                TableCatalogue.ofSchema("core").map(TableSpec::name).toList();
        for (String table : source.tables().keySet()) {
            if (!known.contains(table)) {
                throw Failure.usage(source.file() + ": there is no contract table " + table + ", the tables are "
                        + String.join(", ", known));
            }
        }
    }

    private void map(TableSpec table) {
        List<String> queries = source.tables().getOrDefault(table.name(), List.of());
        if (queries.isEmpty()) {
            absent.put(table.qualifiedName(), Ingest.NOT_FED);
            return;
        }
        InputContract contract = InputContract.of(table, source.name(), currency);
        List<Dataset<Row>> parts = new ArrayList<>();
        Set<String> supplied = new LinkedHashSet<>();
        boolean append = false;
        for (int number = 1; number <= queries.size(); number++) {
            Query query = parse(table, number, queries.get(number - 1));
            List<String> missing =
                    query.feeds().stream().filter(feeds::isAbsent).toList();
            if (!missing.isEmpty()) {
                absent.put(table.qualifiedName() + ", query " + number, feeds.whyAbsent(missing));
                continue;
            }
            Dataset<Row> rows = query.rows(feeds.session());
            parts.add(shaped(query, rows, contract));
            supplied.addAll(Arrays.asList(rows.columns()));
            append |= query.feeds().stream().anyMatch(feed -> feeds.isAppended(feed));
        }
        if (parts.isEmpty()) {
            absent.put(table.qualifiedName(), "every feed it needs is missing");
        } else {
            Dataset<Row> all = parts.stream().reduce(Dataset::union).orElseThrow();
            tables.put(table, new MappedTable(contract, all, supplied, append));
        }
    }

    private Query parse(TableSpec table, int number, String sql) {
        String place = source.file() + ", tables." + table.name() + ", query " + number;
        LogicalPlan parsed;
        try {
            parsed = ((org.apache.spark.sql.classic.SparkSession) feeds.session())
                    .sessionState()
                    .sqlParser()
                    .parsePlan(sql);
        } catch (Exception e) { // Spark throws checked exceptions that its methods do not declare
            throw Failure.usage(place + ": " + FeedFailures.firstLine(e), e);
        }
        Optional<String> refused = RefusedSql.inText(sql, parsed, source.feeds().keySet());
        if (refused.isPresent()) {
            throw Failure.usage(place + " " + refused.get());
        }
        return new Query(place, sql, feedsOf(parsed));
    }

    private List<String> feedsOf(LogicalPlan parsed) {
        Set<String> read = RefusedSql.nodes(parsed).stream()
                .filter(UnresolvedRelation.class::isInstance)
                .map(node -> ((UnresolvedRelation) node).tableName().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return source.feeds().keySet().stream()
                .filter(feed -> read.contains(feed.toLowerCase(Locale.ROOT)))
                .toList();
    }

    /** Brings a query's result into the contract's columns, filling what it leaves out. */
    private Dataset<Row> shaped(Query query, Dataset<Row> rows, InputContract contract) {
        List<String> found = Arrays.asList(rows.columns());
        for (String column : found) {
            if (contract.column(column).isEmpty()) {
                throw Failure.usage(query.place() + ": " + contract.table().qualifiedName() + " takes no column "
                        + column + ", it takes " + String.join(", ", contract.names()));
            }
            if (found.indexOf(column) != found.lastIndexOf(column)) {
                throw Failure.usage(query.place() + ": column " + column + " is given twice");
            }
        }
        for (String column : contract.required()) {
            if (!found.contains(column) && !contract.defaults().containsKey(column)) {
                throw Failure.usage(query.place() + ": " + contract.table().qualifiedName() + " needs a column "
                        + column + ", the query gives " + String.join(", ", found));
            }
        }
        Dataset<Row> given = rows.select(found.stream()
                .map(column -> cast(query, rows.schema().apply(column), contract))
                .toArray(Column[]::new));
        return given.select(contract.columns().stream()
                .map(field ->
                        value(field, found, contract).cast(field.dataType()).as(field.name()))
                .toArray(Column[]::new));
    }

    private static Column value(StructField field, List<String> found, InputContract contract) {
        return found.contains(field.name())
                ? col(field.name())
                : contract.defaults().getOrDefault(field.name(), lit(null));
    }

    private Column cast(Query query, StructField given, InputContract contract) {
        StructField wanted = contract.column(given.name()).orElseThrow();
        if (!LosslessCast.allows(given.dataType(), wanted.dataType())) {
            throw Failure.usage(query.place() + ": column " + given.name() + " of "
                    + contract.table().qualifiedName() + " is "
                    + wanted.dataType().sql() + ", the query gives "
                    + given.dataType().sql() + ": cast it there");
        }
        Column value = col(given.name());
        if (wanted.dataType().equals(DataTypes.TimestampType)
                && (given.dataType().equals(DataTypes.DateType)
                        || given.dataType().equals(DataTypes.TimestampNTZType))) {
            return to_utc_timestamp(
                            value.cast(DataTypes.TimestampType),
                            lit(zone(query, given.name()).getId()))
                    .as(given.name());
        }
        return value.cast(wanted.dataType()).as(given.name());
    }

    /** The zone whose midnight a date stands for: that of the query's feeds, where they agree. */
    private ZoneId zone(Query query, String column) {
        Set<ZoneId> zones = new LinkedHashSet<>();
        for (String feed : query.feeds()) {
            ZoneId zone = feeds.declared(feed).timeZone();
            if (zone != null) {
                zones.add(zone);
            }
        }
        if (zones.size() != 1) {
            throw Failure.usage(
                    query.place() + ": column " + column + " is a date used as an instant and its feeds name "
                            + (zones.isEmpty() ? "no time-zone" : "the zones " + zones)
                            + ", write to_utc_timestamp(" + column + ", 'ZONE')");
        }
        return zones.iterator().next();
    }

    /** One query of the source file. */
    private record Query(String place, String sql, List<String> feeds) {
        Dataset<Row> analysed(SparkSession session) {
            Dataset<Row> rows = run(session);
            Optional<String> refused = RefusedSql.inPlan(((org.apache.spark.sql.classic.Dataset<Row>) rows)
                    .queryExecution()
                    .analyzed());
            if (refused.isPresent()) {
                throw Failure.usage(place + " " + refused.get());
            }
            return rows;
        }

        /** The query's result. One that reads no feed is a few constants: they are fixed at once. */
        Dataset<Row> rows(SparkSession session) {
            Dataset<Row> rows = analysed(session);
            return feeds.isEmpty() ? session.createDataFrame(rows.collectAsList(), rows.schema()) : rows;
        }

        private Dataset<Row> run(SparkSession session) {
            try {
                return session.sql(sql);
            } catch (Exception e) { // Spark throws checked exceptions that its methods do not declare
                throw Failure.usage(place + ": " + FeedFailures.firstLine(e), e);
            }
        }
    }
}
