package io.crosslift.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.Settings;
import io.crosslift.failure.Failure;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.Orders;
import io.crosslift.schema.Quarantine;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.TableSpec;
import io.crosslift.source.rules.Known;
import io.crosslift.source.rules.OrderFates;
import io.crosslift.source.rules.Outcome;
import io.crosslift.source.rules.RuleCatalogue;
import io.crosslift.source.rules.TableRules;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * The raw feeds of a source on their way into the core tables.
 *
 * <p>Write the tables in the order of {@link #tables()}: each one is judged against the accepted rows of the tables before it,
 * read back through {@code core}. Lines come before orders, because an order without an accepted line is left out.
 */
public final class Ingest implements AutoCloseable {
    /** Why a table is absent that no query of the source builds. */
    public static final String NOT_FED = "the source does not feed it";

    private final Settings settings;
    private final IngestRun run;
    private final Function<TableSpec, Optional<Dataset<Row>>> previous;
    private final Function<TableSpec, Dataset<Row>> core;
    private final Feeds feeds;
    private final Mapping mapping;
    private final SettledHistory settled;
    private final Known known;
    private final List<TableIngest> tables = new ArrayList<>();
    private @Nullable Dataset<Row> ordersJudged;
    private @Nullable Dataset<Row> ordersOfLinesBeyond;
    private @Nullable Dataset<Row> refundParts;

    private Ingest(
            Settings settings,
            IngestRun run,
            Function<TableSpec, Optional<Dataset<Row>>> previous,
            Function<TableSpec, Dataset<Row>> core,
            SettledHistory settled,
            Feeds feeds,
            Mapping mapping) {
        this.settings = settings;
        this.run = run;
        this.previous = previous;
        this.core = core;
        this.settled = settled;
        this.feeds = feeds;
        this.mapping = mapping;
        Map<TableSpec, Set<String>> supplied = new HashMap<>();
        mapping.tables().forEach((table, mapped) -> supplied.put(table, mapped.supplied()));
        this.known = new Known(
                table -> mapping.tables().containsKey(table) ? Optional.of(core.apply(table)) : Optional.empty(),
                table -> Optional.ofNullable(mapping.tables().get(table)).map(MappedTable::rows),
                table -> orderFates(),
                supplied,
                run.end(settings.reporting().timeZone()),
                settings.reporting().timeZone(),
                settings.reporting().currency(),
                settings.journey());
        for (TableRules rules : RuleCatalogue.TABLES) {
            MappedTable mapped = mapping.tables().get(rules.table());
            if (mapped != null) {
                tables.add(new TableIngest(rules.table(), () -> judged(mapped, rules)));
            }
        }
    }

    /**
     * Opens the feeds and checks every query of the source; reads no more than that needs.
     *
     * @throws Failure usage: a path, column or query is wrong; data: a feed can't be read, or too many of its lines
     * @param previous a table as the last run left it, core tables and {@code ops.quarantine}; empty before the first run
     * @param core a core table of this run, once it is written
     * @param settled months that stay as they are; asked when the first table is judged
     */
    public static Ingest plan(
            SparkSession spark,
            Settings settings,
            IngestRun run,
            Function<TableSpec, Optional<Dataset<Row>>> previous,
            Function<TableSpec, Dataset<Row>> core,
            SettledHistory settled) {
        Feeds feeds = Feeds.open(
                spark, settings.source(), run.end(settings.reporting().timeZone()));
        boolean planned = false;
        try {
            Mapping mapping = Mapping.of(feeds, settings.reporting().currency());
            MalformedGate.check(feeds, settings.quality().maxMalformedLines());
            Ingest ingest = new Ingest(settings, run, previous, core, settled, feeds, mapping);
            planned = true;
            return ingest;
        } finally {
            if (!planned) {
                feeds.close();
            }
        }
    }

    /** The tables that are fed, in the order in which they must be written. */
    public List<TableIngest> tables() {
        return List.copyOf(tables);
    }

    /** The contract tables that are not fed, by qualified name, each with the reason. */
    public SortedMap<String, String> absent() {
        return mapping.absent();
    }

    /** What every feed held, by name. */
    public List<FeedReport> feeds() {
        return feeds.reports();
    }

    /** Counts of unparsable lines, for {@code ops.ingest_count}: a feed's rows produced, accepted and quarantined. */
    public List<OutcomeCount> feedCounts() {
        return feeds.reports().stream().flatMap(FeedCounts::of).toList();
    }

    /** What the feeds' part of {@code ops.quarantine} becomes: unparsable lines, {@code table} being {@code feed.NAME}. */
    public Dataset<Row> malformed() {
        Optional<Dataset<Row>> before = previous.apply(Quarantine.TABLE);
        Dataset<Row> none = feeds.session().createDataFrame(List.of(), Quarantine.TABLE.shape());
        return feeds.lines().stream()
                .map(feed -> {
                    boolean append = feeds.isAppended(feed);
                    Dataset<Row> rejected = QuarantineRows.malformed(feed, append, feeds.malformed(feed), run);
                    Dataset<Row> old = QuarantineRows.before(before, rejected, "feed." + feed);
                    Dataset<Row> settled =
                            rejected.select(Quarantine.RECORD_HASH).limit(0);
                    return QuarantineRows.merged(old, rejected, append, settled, run);
                })
                .reduce(none, Dataset::union);
    }

    @Override
    public void close() {
        tables.forEach(TableIngest::release);
        if (ordersJudged != null) {
            ordersJudged.unpersist(false);
        }
        if (ordersOfLinesBeyond != null) {
            ordersOfLinesBeyond.unpersist(false);
        }
        if (refundParts != null) {
            refundParts.unpersist(false);
        }
        feeds.close();
    }

    private JudgedRows judged(MappedTable mapped, TableRules rules) {
        TableSpec table = mapped.table();
        JudgedTable judged;
        if (table.equals(RefundsReturns.TABLE)) {
            judged = refunds(mapped, rules);
        } else if (table.equals(Orders.TABLE)) {
            judged = kept(mapped, withoutEmptyOrders(orders()));
        } else {
            Dataset<Row> decided = Judgement.decided(mapped, produced(mapped), rules, known);
            judged = kept(mapped, Judgement.finished(decided, mapped, rules, known, run));
        }
        if (table.equals(InvoiceLines.TABLE)) {
            RevenueGate.check(judged.counts(), settings.quality().maxQuarantinedRevenue());
            keepOrdersOfLinesBeyond(judged);
        }
        if (!mapped.append()) {
            EmptiedGate.check(table, judged.counts(), previous.apply(table));
        }
        Freshness.check(table, judged.counts(), known.end(), settings.quality().maxLag());
        return judged;
    }

    private JudgedTable kept(MappedTable mapped, Dataset<Row> rows) {
        TableSpec table = mapped.table();
        return JudgedTable.of(past(mapped, previous.apply(table).map(held -> TableSlices.sliced(table, held))), rows);
    }

    private TablePast past(MappedTable mapped, Optional<Dataset<Row>> held) {
        return new TablePast(
                mapped.table(),
                mapped.append(),
                run,
                previous.apply(Quarantine.TABLE),
                held,
                settled,
                () -> Judgement.raw(mapped, produced(mapped)));
    }

    /** An order whose only lines lie beyond the window has lines; they are not read back, for they are not taken in. */
    private void keepOrdersOfLinesBeyond(JudgedTable lines) {
        if (lines.counts().stream().anyMatch(count -> count.outcome().equals(Outcome.BEYOND_WINDOW))) {
            ordersOfLinesBeyond = lines.judged()
                    .filter(col(Judgement.OUTCOME).equalTo(Outcome.BEYOND_WINDOW))
                    .select(InvoiceLines.ORDER_ID)
                    .distinct()
                    .localCheckpoint();
        }
    }

    /** What the queries produced and, of appended feeds, what is tried again. */
    private Dataset<Row> produced(MappedTable mapped) {
        Dataset<Row> rows = mapped.rows().withColumn(Judgement.RETRIED, lit(false));
        if (!mapped.append()) {
            return rows;
        }
        StructType input = new StructType(mapped.contract().columns().toArray(StructField[]::new));
        Dataset<Row> before = QuarantineRows.before(
                previous.apply(Quarantine.TABLE), rows, mapped.table().qualifiedName());
        return rows.union(
                QuarantineRows.retried(before, input, settings.quality().retryWindowDays(), run)
                        .withColumn(Judgement.RETRIED, lit(true)));
    }

    /** Orders by every rule that needs no lines, judged once for the lines and for the orders themselves. */
    private Dataset<Row> orders() {
        if (ordersJudged == null) {
            MappedTable mapped = mapping.tables().get(Orders.TABLE);
            if (mapped == null) {
                throw new IllegalStateException("orders are not fed");
            }
            TableRules rules = RuleCatalogue.of(Orders.TABLE);
            Dataset<Row> decided = Judgement.decided(mapped, produced(mapped), rules, known);
            ordersJudged =
                    Judgement.finished(decided, mapped, rules, known, run).persist(StorageLevel.MEMORY_AND_DISK());
        }
        return ordersJudged;
    }

    private Optional<Dataset<Row>> orderFates() {
        MappedTable mapped = mapping.tables().get(Orders.TABLE);
        if (mapped == null) {
            return Optional.empty();
        }
        Dataset<Row> fates = OrderFates.ofJudged(orders(), col(Judgement.OUTCOME), col(Judgement.REASON));
        return Optional.of(mapped.append() ? OrderFates.withEarlier(fates, previous.apply(Orders.TABLE)) : fates);
    }

    /** An order none of whose lines was accepted is no order of any KPI. */
    private Dataset<Row> withoutEmptyOrders(Dataset<Row> orders) {
        if (!mapping.tables().containsKey(InvoiceLines.TABLE)) {
            return orders;
        }
        Dataset<Row> withLines = core.apply(InvoiceLines.TABLE).select(InvoiceLines.ORDER_ID);
        Dataset<Row> filled = (ordersOfLinesBeyond == null ? withLines : withLines.union(ordersOfLinesBeyond))
                .distinct()
                .toDF("_filled");
        Column empty = col(Judgement.OUTCOME)
                .equalTo(Outcome.ACCEPTED)
                .and(col("_filled").isNull());
        Column[] columns = Arrays.stream(orders.columns())
                .map(column -> switch (column) {
                    case Judgement.OUTCOME ->
                        when(empty, lit(Outcome.EXCLUDED))
                                .otherwise(col(column))
                                .as(column);
                    case Judgement.REASON ->
                        when(empty, lit("no_lines")).otherwise(col(column)).as(column);
                    default -> col(column);
                })
                .toArray(Column[]::new);
        return orders.join(filled, col(Orders.ORDER_ID).equalTo(col("_filled")), "left")
                .select(columns);
    }

    private JudgedTable refunds(MappedTable mapped, TableRules rules) {
        Dataset<Row> decided = Judgement.decided(mapped, produced(mapped), rules, known);
        Dataset<Row> lines = known.accepted().apply(InvoiceLines.TABLE).orElseGet(() -> feeds.session()
                .createDataFrame(List.of(), InvoiceLines.TABLE.shape()));
        Dataset<Row> located = RefundRows.withLine(decided, lines);
        Optional<Dataset<Row>> earlier =
                mapped.append() ? RefundRows.earlier(previous.apply(RefundsReturns.TABLE), located) : Optional.empty();
        Dataset<Row> parts = RefundMatching.parts(located, lines, earlier).persist(StorageLevel.MEMORY_AND_DISK());
        refundParts = parts;
        Dataset<Row> settled = RefundRows.withSplitAmounts(RefundRows.withLeftOver(located, parts));
        Dataset<Row> judged =
                Judgement.finished(settled, mapped, rules, known, run).persist(StorageLevel.MEMORY_AND_DISK());
        ZoneId zone = settings.reporting().timeZone();
        return JudgedTable.of(
                past(mapped, previous.apply(mapped.table()).map(held -> TableSlices.slicedRefunds(held, lines, zone))),
                judged,
                TableSlices.slicedRefunds(RefundRows.accepted(judged, parts), lines, zone));
    }
}
