package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.kpi.statistics.Guardrail;
import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.SegmentPerformance;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Whether what was bought on an offer comes back more often than the same products bought without one (M71): units returned by
 * as-of over units sold, of lines whose return window has elapsed.
 */
final class ReturnGuardrail {
    /** Ratio from which there is a warning, and from which the guardrail is breached. */
    private static final BigDecimal WARN = new BigDecimal("1.20");

    private static final BigDecimal BREACH = new BigDecimal("1.50");

    private static final String ON_OFFER = "bought_on_offer";
    private static final String SOLD = "units_sold";
    private static final String RETURNED = "units_returned";
    private static final String BASE_SOLD = "baseline_units_sold";
    private static final String BASE_RETURNED = "baseline_units_returned";
    private static final List<String> KEYS =
            List.of(SegmentPerformance.OFFER, KpiColumns.SCOPE, KpiColumns.SEGMENT_TYPE, KpiColumns.SEGMENT);
    private static final StructType STATUS =
            Computed.columns(SegmentPerformance.TABLE, SegmentPerformance.GUARDRAIL_STATUS);

    private ReturnGuardrail() {}

    /** Rows of offers and segments in, the same rows with {@code guardrail_status} out. */
    static Dataset<Row> withStatus(Dataset<Row> rows, KpiInputs inputs) {
        if (!inputs.has(ClassifiedLines.TABLE) || !inputs.has(RefundsReturns.TABLE)) {
            return rows.withColumn(SegmentPerformance.GUARDRAIL_STATUS, lit(SegmentPerformanceTable.NO_GUARDRAIL));
        }
        Dataset<Row> statuses = statuses(inputs);
        return rows.join(statuses, KEYS.toArray(String[]::new), "left")
                .withColumn(
                        SegmentPerformance.GUARDRAIL_STATUS,
                        coalesce(col(SegmentPerformance.GUARDRAIL_STATUS), lit(SegmentPerformanceTable.NO_GUARDRAIL)));
    }

    private static Dataset<Row> statuses(KpiInputs inputs) {
        Periods periods = Periods.of(inputs);
        Column settled = date_add(
                        col(ClassifiedLines.LINE_DATE),
                        inputs.settings().offers().returnWindowDays())
                .leq(lit(inputs.asOf()));
        Dataset<Row> lines = inputs.read(ClassifiedLines.TABLE)
                .filter(periods.published(col(ClassifiedLines.LINE_DATE)).and(settled));
        Dataset<Row> onOffer = lines.filter(col(ClassifiedLines.OFFER_ID).isNotNull())
                .withColumn(SegmentPerformance.OFFER, explode(array(col(ClassifiedLines.OFFER_ID), lit(Slices.ALL))))
                .withColumn(ON_OFFER, lit(true));
        Dataset<Row> products = onOffer.select(SegmentPerformance.OFFER, ClassifiedLines.PRODUCT_ID)
                .distinct();
        Dataset<Row> without = lines.filter(col(ClassifiedLines.OFFER_ID).isNull())
                .join(products, ClassifiedLines.PRODUCT_ID)
                .withColumn(ON_OFFER, lit(false));
        Dataset<Row> segmented = Slices.withSegments(
                onOffer.unionByName(without),
                inputs.readIfPresent(AccountSegments.TABLE),
                col(ClassifiedLines.LINE_TS));
        Column returned = col(ClassifiedLines.QTY).minus(col(ClassifiedLines.QTY_NET));
        Column offered = col(ON_OFFER);
        Dataset<Row> sums = Slices.withScopes(segmented, col(ClassifiedLines.IS_EXISTING))
                .groupBy(Published.columns(KEYS))
                .agg(
                        sum(when(offered, col(ClassifiedLines.QTY)).otherwise(lit(0)))
                                .as(SOLD),
                        sum(when(offered, returned).otherwise(lit(0))).as(RETURNED),
                        sum(when(offered, lit(0)).otherwise(col(ClassifiedLines.QTY)))
                                .as(BASE_SOLD),
                        sum(when(offered, lit(0)).otherwise(returned)).as(BASE_RETURNED));
        Guardrail rule =
                new Guardrail(true, WARN, BREACH, inputs.settings().reporting().minimumObservations());
        return Computed.with(sums, STATUS, row -> new Object[] {status(row, rule)})
                .select(Published.with(KEYS, col(SegmentPerformance.GUARDRAIL_STATUS)));
    }

    private static String status(Row row, Guardrail rule) {
        return rule.status(
                        new Guardrail.Group(row.getAs(SOLD), row.getAs(RETURNED)),
                        new Guardrail.Group(row.getAs(BASE_SOLD), row.getAs(BASE_RETURNED)))
                .name()
                .toLowerCase(Locale.ROOT);
    }
}
