package io.crosslift.lift;

import static io.crosslift.lift.AccountEvents.AT;
import static io.crosslift.lift.AccountEvents.DAY;
import static io.crosslift.lift.AccountEvents.KIND;
import static io.crosslift.lift.ExperimentJoin.ASSIGNED_AT;
import static io.crosslift.lift.ExperimentJoin.COLUMNS;
import static io.crosslift.lift.ExperimentJoin.ELIGIBLE;
import static io.crosslift.lift.ExperimentJoin.EXPERIMENT_ID;
import static io.crosslift.lift.ExperimentJoin.FROM_AT;
import static io.crosslift.lift.ExperimentJoin.FROM_DAY;
import static io.crosslift.lift.ExperimentJoin.STATED_EXPOSURE;
import static io.crosslift.lift.ExperimentJoin.UNIT_ID;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.arrays_overlap;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.ExperimentOutcomes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What every assigned unit did, saw and was. In: {@link ExperimentJoin#units}. Out: the same rows with, for each window, the whole
 * numbers of {@link SalesMetric} after assignment and before it, the day of the first exposure, stated outcomes and segments.
 *
 * <p>A window of n days holds the sales from the unit's start on whose local day is at most n days later; its pre-period holds the
 * n + 1 local days before the day of the start. A unit without sales has 0 (intention to treat). One wide shuffle, by account.
 */
final class UnitOutcomes {
    /** Local days from the start of the window to the first exposure; NULL where there was none. */
    static final String EXPOSED_AFTER_DAYS = "exposed_after_days";
    /** Stated outcomes by metric (R28), or NULL. */
    static final String STATED_OUTCOMES = "stated_outcomes";
    /** Segments valid at assignment, oldest first, as {@link #segments} reads them, or NULL. */
    static final String SEGMENTS = "segments";

    /** Between a segment's type and name, and between segments: separators of ASCII. */
    static final String NAMES = "\u001f";

    static final String SEGMENT_END = "\u001e";

    private static final String SALE_OFFSET = "sale_offset";
    private static final String AFTER = "after";
    private static final String SEEN_AT = "seen_at";

    private UnitOutcomes() {}

    /** Units to units with outcomes, exposure and segments; the grain stays. */
    static Dataset<Row> of(
            Dataset<Row> units,
            Optional<Dataset<Row>> events,
            LiftInputs inputs,
            List<Integer> windows,
            LiftRules rules) {
        Dataset<Row> active = events.map(some -> withEvents(units, some, windows))
                .orElseGet(() -> withoutEvents(units, windows))
                .withColumn(
                        EXPOSED_AFTER_DAYS,
                        datediff(
                                AccountEvents.localDay(least(col(SEEN_AT), col(STATED_EXPOSURE)), rules),
                                col(FROM_DAY)))
                .drop(SEEN_AT);
        return withSegments(withStated(active, inputs.outcomes(), rules), inputs.accountSegments());
    }

    private static Dataset<Row> withoutEvents(Dataset<Row> units, Collection<Integer> windows) {
        Dataset<Row> idle =
                units.select(columns(COLUMNS)).withColumn(SEEN_AT, lit(null).cast("timestamp"));
        for (int window : windows) {
            for (SalesMetric metric : SalesMetric.values()) {
                idle = idle.withColumn(metric.column(window, false), lit(0L))
                        .withColumn(metric.column(window, true), lit(0L));
            }
        }
        return idle;
    }

    private static Dataset<Row> withEvents(Dataset<Row> units, Dataset<Row> events, List<Integer> windows) {
        int longest = windows.get(windows.size() - 1);
        Column offset = datediff(col(DAY), col(FROM_DAY));
        Column after = col(AT).geq(col(FROM_AT));
        Column near = offset.leq(longest).and(offset.geq(-longest - 1));
        Column shown = col(AT).geq(col(ASSIGNED_AT))
                .and(offset.leq(longest))
                .and(arrays_overlap(col(AccountEvents.SHOWN), col(ExperimentJoin.REFERENCES)));
        Column exposure = col(KIND).equalTo(AccountEvents.EXPOSURE);
        Column theirs = col(ELIGIBLE)
                .and(col(UNIT_ID).equalTo(col(AccountEvents.ACCOUNT)))
                .and(when(exposure, shown).otherwise(near));
        // The lines of an order become one sale before sales are counted; both groupings keep the partitioning by
        // account.
        Dataset<Row> sales = units.join(events, theirs, "left")
                .groupBy(columns(COLUMNS, KIND, AccountEvents.SALE))
                .agg(
                        min(when(exposure, col(AT))).as(SEEN_AT),
                        min(offset).as(SALE_OFFSET),
                        // A change set is one conversion at its newest instant (F4); lines of an order have one.
                        max(after).as(AFTER),
                        sum(AccountEvents.NET_CENTS).as(AccountEvents.NET_CENTS),
                        sum(AccountEvents.BASE_CENTS).as(AccountEvents.BASE_CENTS),
                        sum(AccountEvents.CROSS_SELL_CENTS).as(AccountEvents.CROSS_SELL_CENTS),
                        sum(AccountEvents.UP_SELL_CENTS).as(AccountEvents.UP_SELL_CENTS),
                        sum(AccountEvents.MARGIN_CENTS).as(AccountEvents.MARGIN_CENTS),
                        sum(AccountEvents.KEPT_QUANTITY).as(AccountEvents.KEPT_QUANTITY),
                        max(AccountEvents.GIVEN_BACK).as(AccountEvents.GIVEN_BACK),
                        max(AccountEvents.CROSS_SELL).as(AccountEvents.CROSS_SELL),
                        max(AccountEvents.UP_SELL).as(AccountEvents.UP_SELL),
                        sum(AccountEvents.EXPANSION_CENTS).as(AccountEvents.EXPANSION_CENTS),
                        sum(AccountEvents.ARR_CENTS).as(AccountEvents.ARR_CENTS),
                        sum(AccountEvents.MRR_CENTS).as(AccountEvents.MRR_CENTS));
        List<Column> sums = new ArrayList<>();
        for (int window : windows) {
            Column inside = col(AFTER).and(col(SALE_OFFSET).leq(window));
            Column before = col(SALE_OFFSET).between(-window - 1, -1);
            for (SalesMetric metric : SalesMetric.values()) {
                sums.add(total(metric, inside).as(metric.column(window, false)));
                sums.add(total(metric, before).as(metric.column(window, true)));
            }
        }
        return sales.groupBy(columns(COLUMNS)).agg(min(SEEN_AT).as(SEEN_AT), sums.toArray(Column[]::new));
    }

    private static Column total(SalesMetric metric, Column inside) {
        Column crossSell = col(AccountEvents.CROSS_SELL);
        Column upSell = col(AccountEvents.UP_SELL);
        return switch (metric) {
            case CONVERTED_CROSS_SELL -> max(when(inside, crossSell).otherwise(0L));
            case CONVERTED_UP_SELL -> max(when(inside, upSell).otherwise(0L));
            case CONVERTED ->
                max(when(inside.and(crossSell.plus(upSell).gt(0)), 1L).otherwise(0L));
            case EXPANSION_REVENUE -> cents(AccountEvents.EXPANSION_CENTS, inside);
            case EXPANSION_ARR -> cents(AccountEvents.ARR_CENTS, inside);
            case EXPANSION_MRR -> cents(AccountEvents.MRR_CENTS, inside);
            case NET_REVENUE -> cents(AccountEvents.NET_CENTS, inside);
            case BASE_REVENUE -> cents(AccountEvents.BASE_CENTS, inside);
            case CROSS_SELL_REVENUE -> cents(AccountEvents.CROSS_SELL_CENTS, inside);
            case UP_SELL_REVENUE -> cents(AccountEvents.UP_SELL_CENTS, inside);
            case GROSS_MARGIN -> cents(AccountEvents.MARGIN_CENTS, inside);
            case ORDERS, RETURNS, CANCELLATIONS, TICKETS -> counted(inside.and(AccountEvents.counts(metric)));
        };
    }

    private static Column counted(Column some) {
        return sum(when(some, 1L).otherwise(0L));
    }

    private static Column cents(String amount, Column inside) {
        return sum(when(inside, col(amount)).otherwise(0L));
    }

    private static Dataset<Row> withStated(Dataset<Row> units, @Nullable Dataset<Row> outcomes, LiftRules rules) {
        if (outcomes == null) {
            return units.withColumn(STATED_OUTCOMES, lit(null).cast("map<string,double>"));
        }
        Dataset<Row> byUnit = StatedMetrics.known(outcomes, rules)
                .groupBy(
                        col(ExperimentOutcomes.EXPERIMENT_ID).as("outcome_experiment"),
                        col(ExperimentOutcomes.UNIT_ID).as("outcome_unit"))
                .agg(map_from_entries(
                                collect_list(struct(col(ExperimentOutcomes.METRIC), col(ExperimentOutcomes.VALUE))))
                        .as(STATED_OUTCOMES));
        return units.join(
                        byUnit,
                        col(EXPERIMENT_ID)
                                .equalTo(col("outcome_experiment"))
                                .and(col(UNIT_ID).equalTo(col("outcome_unit"))),
                        "left")
                .drop("outcome_experiment", "outcome_unit");
    }

    private static Dataset<Row> withSegments(Dataset<Row> units, @Nullable Dataset<Row> segments) {
        if (segments == null) {
            return units.withColumn(SEGMENTS, lit(null).cast("string"));
        }
        Dataset<Row> byAccount = segments.groupBy(
                        col(AccountSegments.ACCOUNT_ID).as("segment_account"))
                .agg(array_sort(collect_list(struct(
                                col(AccountSegments.SEGMENT_TYPE),
                                col(AccountSegments.VALID_FROM),
                                col(AccountSegments.SEGMENT),
                                col(AccountSegments.VALID_TO))))
                        .as(SEGMENTS));
        Column atAssignment = filter(col(SEGMENTS), segment -> segment.getField(AccountSegments.VALID_FROM)
                .leq(col(ASSIGNED_AT))
                .and(segment.getField(AccountSegments.VALID_TO)
                        .isNull()
                        .or(segment.getField(AccountSegments.VALID_TO).gt(col(ASSIGNED_AT)))));
        return units.join(byAccount, col(UNIT_ID).equalTo(col("segment_account")), "left")
                .withColumn(
                        SEGMENTS,
                        array_join(
                                transform(
                                        atAssignment,
                                        segment -> concat(
                                                segment.getField(AccountSegments.SEGMENT_TYPE),
                                                lit(NAMES),
                                                segment.getField(AccountSegments.SEGMENT))),
                                SEGMENT_END))
                .drop("segment_account");
    }

    /** Segments by type. Of several of one type the newest. */
    static Map<String, String> segments(String joined) {
        Map<String, String> byType = new HashMap<>();
        for (String segment : joined.isEmpty() ? new String[0] : joined.split(SEGMENT_END, -1)) {
            int names = segment.indexOf(NAMES);
            byType.put(segment.substring(0, names), segment.substring(names + 1));
        }
        return byType;
    }

    private static Column[] columns(List<String> names, String... more) {
        return Stream.concat(names.stream(), Stream.of(more))
                .map(name -> col(name))
                .toArray(Column[]::new);
    }
}
