package io.crosslift.source;

import static io.crosslift.source.rules.Verdicts.VERDICT;
import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.Orders;
import io.crosslift.schema.ProvenanceColumns;
import io.crosslift.schema.SubscriptionItems;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import io.crosslift.source.rules.Known;
import io.crosslift.source.rules.LocalDays;
import io.crosslift.source.rules.Outcome;
import io.crosslift.source.rules.Rule;
import io.crosslift.source.rules.Step;
import io.crosslift.source.rules.TableRules;
import io.crosslift.source.rules.Verdicts;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * Applies the rules of a table to the rows its queries produced: same rows out, each with its outcome. One row in, one row out;
 * the columns of the table and the helpers below.
 */
final class Judgement {
    static final String OUTCOME = "_outcome";
    static final String REASON = "_reason";
    static final String DETAIL = "_detail";
    /** The row as it came, as JSON; only of quarantined rows. */
    static final String RAW = "_raw";
    /** Money counted for the outcome. */
    static final String AMOUNT = "_amount";
    /** Money of the row that is accepted although the rest of it is quarantined. */
    static final String ACCEPTED_PART = "_accepted_part";

    static final String EVENT = "_event";
    /** Whether the row came out of quarantine, not from a feed. */
    static final String RETRIED = "_retried";

    static final List<String> HELPERS = List.of(OUTCOME, REASON, DETAIL, RAW, AMOUNT, ACCEPTED_PART, EVENT, RETRIED);
    static final Map<String, String> JSON = Map.of("timestampFormat", ColumnTypes.INSTANT_AS_TEXT);

    /** The rows with a verdict each: input columns, record hash, derived columns of the table. */
    static Dataset<Row> decided(MappedTable mapped, Dataset<Row> produced, TableRules rules, Known known) {
        Dataset<Row> rows = Verdicts.opened(recorded(mapped, produced));
        rows = Verdicts.decided(rows, sourceExclusion());
        rows = Verdicts.decided(rows, formatRules(mapped, rules));
        String at = rules.event();
        rows = rules.earliestStays() && at != null
                ? Verdicts.earliestPerKey(rows, rules.key(), at)
                : Verdicts.onePerKey(rows, rules.key(), InputContract.SEQUENCE);
        if (at != null) {
            Column later = col(at).geq(lit(Timestamp.from(known.end())));
            rows = Verdicts.decided(rows, List.of(Rule.future("the event comes after as-of", later)));
        }
        for (Step step : rules.steps()) {
            rows = step.apply(rows, known);
        }
        rows = Verdicts.decided(rows, rules.defects());
        rows = Verdicts.decided(rows, rules.exclusions());
        for (Step step : rules.closing()) {
            rows = step.apply(rows, known);
        }
        return rows;
    }

    /** The decided rows in the columns of the table and the helpers, ready to be kept. */
    static Dataset<Row> finished(
            Dataset<Row> decided, MappedTable mapped, TableRules rules, Known known, IngestRun run) {
        Column outcome = coalesce(col(VERDICT).getField("outcome"), lit(Outcome.ACCEPTED));
        Column raw = when(outcome.equalTo(Outcome.QUARANTINED), json(mapped.contract()));
        String amount = rules.amount();
        String event = rules.event();
        Dataset<Row> judged = decided.withColumn(OUTCOME, outcome)
                .withColumn(REASON, coalesce(col(VERDICT).getField("reason"), lit(OutcomeCount.ALL)))
                .withColumn(DETAIL, col(VERDICT).getField("detail"))
                .withColumn(RAW, raw)
                .withColumn(AMOUNT, counted(decided, amount).cast(ColumnTypes.ORIGINAL_MONEY))
                .withColumn(ACCEPTED_PART, optional(decided, RefundRows.MATCHED).cast(ColumnTypes.ORIGINAL_MONEY))
                .withColumn(EVENT, (event == null ? lit(null) : col(event)).cast(DataTypes.TimestampType));
        return derived(judged, mapped.table(), known)
                .withColumn(ProvenanceColumns.INGESTED_AT, lit(Timestamp.from(run.startedAt())))
                .select(Stream.concat(Stream.of(mapped.table().columns().fieldNames()), HELPERS.stream())
                        .map(functions::col)
                        .toArray(Column[]::new));
    }

    /** Produced rows as they came: their hash, and the row as JSON. */
    static Dataset<Row> raw(MappedTable mapped, Dataset<Row> produced) {
        return recorded(mapped, produced)
                .select(
                        col(ProvenanceColumns.RECORD_HASH),
                        json(mapped.contract()).as(RAW));
    }

    private static Dataset<Row> recorded(MappedTable mapped, Dataset<Row> produced) {
        return produced.withColumn(
                ProvenanceColumns.RECORD_HASH, hash(mapped.contract().columns()));
    }

    /** The row as it came, as JSON that can be read back without loss. */
    static Column json(InputContract contract) {
        return to_json(struct(contract.names().stream().map(functions::col).toArray(Column[]::new)), JSON);
    }

    private static Column counted(Dataset<Row> decided, @Nullable String amount) {
        boolean split = Arrays.asList(decided.columns()).contains(RefundRows.COUNTED);
        return split ? col(RefundRows.COUNTED) : amount == null ? lit(null) : col(amount);
    }

    private static Column optional(Dataset<Row> decided, String column) {
        return Arrays.asList(decided.columns()).contains(column) ? col(column) : lit(null);
    }

    private static Dataset<Row> derived(Dataset<Row> rows, TableSpec table, Known known) {
        Column account = col("_account");
        if (table.equals(Orders.TABLE)) {
            return rows.withColumn(Orders.ACCOUNT_ID, account)
                    .withColumn(Orders.ORDERED_MONTH, LocalDays.month(col(Orders.ORDERED_AT), known.zone()));
        }
        if (table.equals(InvoiceLines.TABLE)) {
            Column at = coalesce(col("_fate_at"), col(InvoiceLines.POSTED_AT));
            return rows.withColumn(InvoiceLines.ACCOUNT_ID, account)
                    .withColumn(InvoiceLines.ORDERED_MONTH, LocalDays.month(at, known.zone()));
        }
        if (table.equals(Touchpoints.TABLE)) {
            return rows.withColumn(Touchpoints.ACCOUNT_ID, account)
                    .withColumn(Touchpoints.EVENT_MONTH, LocalDays.month(col(Touchpoints.EVENT_TS), known.zone()));
        }
        if (table.equals(SubscriptionItems.TABLE)) {
            return rows.withColumn(SubscriptionItems.ACCOUNT_ID, account);
        }
        if (table.equals(OfferEvents.TABLE)) {
            return rows.withColumn(OfferEvents.ACCOUNT_ID, account)
                    .withColumn(OfferEvents.EVENT_MONTH, LocalDays.month(col(OfferEvents.EVENT_TS), known.zone()));
        }
        return rows;
    }

    private static List<Rule> sourceExclusion() {
        Column reason = col(InputContract.EXCLUDED_REASON);
        return List.of(Rule.exclude(reason, "the source leaves the row out", reason.isNotNull()));
    }

    private static List<Rule> formatRules(MappedTable mapped, TableRules rules) {
        List<Rule> format = new ArrayList<>();
        List<String> required = mapped.contract().required();
        Column missing = concat_ws(
                ", ",
                required.stream()
                        .map(name -> when(col(name).isNull(), lit(name)))
                        .toArray(Column[]::new));
        format.add(new Rule(
                Outcome.QUARANTINED,
                lit("NULL_REQUIRED"),
                functions.concat(lit("required columns are NULL: "), missing),
                required.stream()
                        .map(name -> col(name).isNull())
                        .reduce(Column::or)
                        .orElse(lit(false)),
                "NULL_REQUIRED",
                "required columns are NULL"));
        for (StructField field : mapped.contract().columns()) {
            if (field.dataType().equals(DataTypes.DoubleType)) {
                Column value = col(field.name());
                format.add(Rule.quarantine(
                        "NOT_FINITE",
                        field.name() + " is no finite number",
                        isnan(value).or(abs(value).geq(1e308)),
                        field.name()));
            }
        }
        format.addAll(rules.format());
        return format;
    }

    /** A hexadecimal hash of every column but the sequence, and of which of them are NULL: hashing skips NULLs. */
    private static Column hash(List<StructField> columns) {
        List<StructField> hashed = columns.stream()
                .filter(field -> !field.name().equals(InputContract.SEQUENCE))
                .toList();
        Column nulls = lit(0L);
        for (int bit = 0; bit < hashed.size(); bit++) {
            nulls = nulls.plus(
                    when(col(hashed.get(bit).name()).isNull(), lit(1L << bit)).otherwise(lit(0L)));
        }
        Column[] values = Stream.concat(hashed.stream().map(Judgement::hashable), Stream.of(nulls))
                .toArray(Column[]::new);
        return hex(xxhash64(values));
    }

    private static Column hashable(StructField field) {
        return field.dataType() instanceof MapType ? to_json(col(field.name())) : col(field.name());
    }

    private Judgement() {}
}
