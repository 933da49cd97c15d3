package io.crosslift.finance;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AcceptorRetention;
import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.CrossSellMetrics;
import io.crosslift.schema.IdentityChecks;
import io.crosslift.schema.IngestCounts;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.OfferConversion;
import io.crosslift.schema.Revenue12m;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.TransactionMix;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** The identities that apply to a run, as rows of {@link IdentityChecks} without stamps; all are exact. */
public final class Identities {
    private static final DataType SIDE = ColumnTypes.decimal(28, 6);

    static final String SLICE = "slice";
    static final String LEFT = "left";
    static final String RIGHT = "right";

    private static final List<Identity> ALL = List.of(
            new Identity(
                    "I6",
                    List.of(AttributionCredits.TABLE, Conversions.TABLE),
                    tables -> CreditIdentities.conversionsCredited(
                            tables.apply(AttributionCredits.TABLE), tables.apply(Conversions.TABLE))),
            new Identity(
                    "I7",
                    List.of(AttributionKpi.TABLE, Conversions.TABLE),
                    tables -> CreditIdentities.creditOfModels(
                            tables.apply(AttributionKpi.TABLE), tables.apply(Conversions.TABLE))),
            new Identity(
                    "I7",
                    List.of(AttributionCredits.TABLE, Calibrations.TABLE),
                    tables -> CreditIdentities.conversionsCalibrated(tables.apply(AttributionCredits.TABLE))),
            new Identity(
                    "I7",
                    List.of(AttributionKpi.TABLE, Calibrations.TABLE),
                    tables -> CreditIdentities.calibratedCredit(tables.apply(AttributionKpi.TABLE))),
            new Identity(
                    "I8",
                    List.of(AttributionCredits.TABLE, Conversions.TABLE),
                    tables -> CreditIdentities.conversionsGivenBack(
                            tables.apply(AttributionCredits.TABLE), tables.apply(Conversions.TABLE))),
            new Identity(
                    "I9",
                    List.of(AttributionCredits.TABLE, AttributionKpi.TABLE),
                    tables -> CreditIdentities.creditOfTeams(
                            tables.apply(AttributionCredits.TABLE), tables.apply(AttributionKpi.TABLE))),
            new Identity(
                    "I10",
                    List.of(ClassifiedLines.TABLE),
                    tables -> linesThatAddUp(tables.apply(ClassifiedLines.TABLE))),
            new Identity("I13", List.of(IngestCounts.TABLE), tables -> rowsTakenIn(tables.apply(IngestCounts.TABLE))),
            new Identity("I14", List.of(OfferConversion.TABLE), tables -> funnel(tables.apply(OfferConversion.TABLE))),
            new Identity(
                    "I14",
                    List.of(CrossSellMetrics.TABLE),
                    tables -> purchasesWithinOffers(tables.apply(CrossSellMetrics.TABLE))),
            new Identity(
                    "I14",
                    List.of(AcceptorRetention.TABLE, Revenue12m.TABLE),
                    tables -> RetentionIdentity.customersFollowed(
                            tables.apply(AcceptorRetention.TABLE), tables.apply(Revenue12m.TABLE))));

    private Identities() {}

    /**
     * Both sides of every identity whose tables are present.
     *
     * @param present whether this run has a table
     * @param tables the table as this run leaves it; {@code ops.ingest_count} holds this run's rows only
     * @param completeFrom first published day, or null for all
     */
    public static Optional<Dataset<Row>> of(
            Predicate<TableSpec> present, Function<TableSpec, Dataset<Row>> tables, @Nullable LocalDate completeFrom) {
        return Stream.of(ALL, List.of(revenueOfMix(completeFrom)), RecurringIdentities.ALL, LedgerIdentities.ALL)
                .flatMap(List::stream)
                .filter(identity -> identity.reads().stream().allMatch(present))
                .map(identity -> checked(identity.id(), identity.sides().apply(tables)))
                .reduce(Dataset::unionByName);
    }

    /** I3: both sides, given the items that are active on as-of, see {@link io.crosslift.recurring.ActiveItems}. */
    public static Dataset<Row> ofActiveItems(Dataset<Row> months, Dataset<Row> items, LocalDate asOf) {
        return checked("I3", RecurringIdentities.activeItems(months, items, asOf));
    }

    private static Dataset<Row> checked(String id, Dataset<Row> sides) {
        Column difference =
                col(IdentityChecks.LEFT).minus(col(IdentityChecks.RIGHT)).cast(SIDE);
        return sides.select(
                        lit(id).as(IdentityChecks.IDENTITY_ID),
                        col(SLICE).as(IdentityChecks.SLICE),
                        coalesce(col(LEFT), lit(0)).cast(SIDE).as(IdentityChecks.LEFT),
                        coalesce(col(RIGHT), lit(0)).cast(SIDE).as(IdentityChecks.RIGHT))
                .withColumn(IdentityChecks.DIFFERENCE, difference)
                .withColumn(
                        IdentityChecks.PASSED, col(IdentityChecks.DIFFERENCE).equalTo(0));
    }

    /** I10: gross - discount - refund = net, line by line. */
    private static Dataset<Row> linesThatAddUp(Dataset<Row> lines) {
        Column adds = col(ClassifiedLines.GROSS)
                .minus(col(ClassifiedLines.DISCOUNT))
                .minus(col(ClassifiedLines.REFUND))
                .equalTo(col(ClassifiedLines.NET));
        return lines.agg(
                        sum(when(adds, lit(1L)).otherwise(lit(0L))).as(LEFT),
                        count(lit(1)).as(RIGHT))
                .withColumn(SLICE, lit("lines with gross - discount - refund = net"));
    }

    /** I11, whose first month may have days before the first published one. */
    private static Identity revenueOfMix(@Nullable LocalDate completeFrom) {
        Column published = completeFrom == null
                ? lit(true)
                : col(ClassifiedLines.LINE_DATE).geq(lit(Date.valueOf(completeFrom)));
        return new Identity(
                "I11",
                List.of(ClassifiedLines.TABLE, TransactionMix.TABLE),
                tables -> revenueOfMix(
                        tables.apply(ClassifiedLines.TABLE).filter(published), tables.apply(TransactionMix.TABLE)));
    }

    /** I11: net revenue of the published lines of each month against K03's total for all customers. */
    private static Dataset<Row> revenueOfMix(Dataset<Row> lines, Dataset<Row> mix) {
        Dataset<Row> byMonth = lines.groupBy(col(ClassifiedLines.LINE_MONTH).as("line_month"))
                .agg(sum(ClassifiedLines.NET).as(LEFT));
        Dataset<Row> months = allSegments(mix, "month")
                .filter(col(KpiColumns.SCOPE)
                        .equalTo("all")
                        .and(col(TransactionMix.VIEW).equalTo("net")));
        return months.join(byMonth, col("line_month").equalTo(col(KpiColumns.PERIOD_START)), "left")
                .select(
                        concat_ws(" ", lit("net revenue,"), col(KpiColumns.PERIOD_START))
                                .as(SLICE),
                        col(LEFT),
                        col(TransactionMix.TOTAL_REVENUE).as(RIGHT));
    }

    /** I13: rows produced = accepted + duplicate + quarantined + excluded + future + beyond_window, per table. */
    private static Dataset<Row> rowsTakenIn(Dataset<Row> counts) {
        Column produced = col(IngestCounts.OUTCOME).equalTo("produced");
        return counts.filter(col(IngestCounts.TABLE_NAME).startsWith("core."))
                .groupBy(concat_ws(" ", lit("rows,"), col(IngestCounts.TABLE_NAME))
                        .as(SLICE))
                .agg(
                        sum(when(produced, col(IngestCounts.ROWS)).otherwise(lit(0L)))
                                .as(LEFT),
                        sum(when(produced, lit(0L)).otherwise(col(IngestCounts.ROWS)))
                                .as(RIGHT));
    }

    /** I14: no stage of the funnel is larger than the one before it. */
    private static Dataset<Row> funnel(Dataset<Row> offers) {
        Column steps = increase(OfferConversion.ELIGIBLE, OfferConversion.SENT)
                .plus(increase(OfferConversion.SENT, OfferConversion.PRESENTED))
                .plus(increase(OfferConversion.CLICKED, OfferConversion.ACCEPTED))
                .plus(increase(OfferConversion.PRESENTED, OfferConversion.CLICKED))
                .plus(increase(OfferConversion.ACCEPTED, OfferConversion.PURCHASED))
                .plus(increase(OfferConversion.PURCHASED, OfferConversion.KEPT));
        return offers.agg(sum(steps).as(LEFT))
                .withColumn(RIGHT, lit(0))
                .withColumn(SLICE, lit("instances beyond an earlier stage of the funnel"));
    }

    private static Column increase(String earlier, String later) {
        return greatest(col(later).minus(col(earlier)), lit(0L));
    }

    /** I14: K01 counts no purchase without an offer, and its ids are unique. */
    private static Dataset<Row> purchasesWithinOffers(Dataset<Row> metrics) {
        return metrics.agg(
                        sum(abs(col(CrossSellMetrics.TOTAL_NUMBER_OF_CROSS_SELL_OFFERS)))
                                .as("offers"),
                        countDistinct(col(CrossSellMetrics.ID)).as("ids"))
                .select(
                        lit("offers of K01 and its distinct ids").as(SLICE),
                        col("offers").as(LEFT),
                        col("ids").as(RIGHT));
    }

    static Dataset<Row> allSegments(Dataset<Row> kpi, String periodType) {
        return kpi.filter(col(KpiColumns.PERIOD_TYPE)
                .equalTo(periodType)
                .and(col(KpiColumns.SEGMENT_TYPE).equalTo("ALL"))
                .and(col(KpiColumns.SEGMENT).equalTo("ALL")));
    }
}
