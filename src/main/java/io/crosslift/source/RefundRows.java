package io.crosslift.source;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.source.rules.Outcome;
import io.crosslift.source.rules.Rule;
import io.crosslift.source.rules.Verdicts;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Refunds on their way to their lines: one row per refund in and judged, one row per refund and line accepted. */
final class RefundRows {
    /** Money of a refund that counts for its own outcome. */
    static final String COUNTED = "_counted";
    /** Money of a quarantined refund that found its lines all the same. */
    static final String MATCHED = "_matched";

    private static final String LEFT = "_left";
    private static final String LINE_FOUND = "_line_found";

    /** Adds the account and product of the line that a refund names. */
    static Dataset<Row> withLine(Dataset<Row> refunds, Dataset<Row> lines) {
        Dataset<Row> named = lines.select(
                col(InvoiceLines.LINE_ID).as(LINE_FOUND),
                col(InvoiceLines.ACCOUNT_ID).as("_line_account"),
                col(InvoiceLines.PRODUCT_ID).as("_line_product"));
        Dataset<Row> found = refunds.join(named, col(RefundsReturns.LINE_ID).equalTo(col(LINE_FOUND)), "left");
        return Verdicts.decided(
                found,
                List.of(Rule.quarantine(
                        "ORPHAN_LINE",
                        "there is no such line among those accepted",
                        col(RefundsReturns.LINE_ID)
                                .isNotNull()
                                .and(col(LINE_FOUND).isNull()),
                        RefundsReturns.LINE_ID)));
    }

    /** Decides on refunds by what {@link RefundMatching#parts} left over of them. */
    static Dataset<Row> withLeftOver(Dataset<Row> refunds, Dataset<Row> parts) {
        Dataset<Row> left = parts.filter(col(RefundMatching.LINE).isNull())
                .groupBy(col(RefundMatching.REFUND).as("_left_refund"))
                .agg(sum(RefundMatching.AMOUNT).cast("decimal(20,4)").as(LEFT));
        Dataset<Row> joined = refunds.join(
                left, col(RefundsReturns.REFUND_ID).equalTo(col("_left_refund")).and(Verdicts.open()), "left");
        Column over = col(LEFT).isNotNull();
        return Verdicts.decided(
                joined,
                List.of(
                        Rule.quarantine(
                                "OVER_REFUND",
                                "more is given back than is left of the line",
                                over.and(col(RefundsReturns.LINE_ID).isNotNull()),
                                RefundsReturns.LINE_ID,
                                RefundsReturns.AMOUNT),
                        Rule.quarantine(
                                "NO_ORIGINAL",
                                "no earlier line of the account and product is left to reduce by",
                                over,
                                LEFT,
                                RefundsReturns.AMOUNT)));
    }

    /** Puts the amounts of a refund that was matched in part where they belong. */
    static Dataset<Row> withSplitAmounts(Dataset<Row> decided) {
        Column inPart = col(Verdicts.VERDICT).getField("reason").equalTo("NO_ORIGINAL");
        return decided.withColumn(COUNTED, when(inPart, col(LEFT)).otherwise(col(RefundsReturns.AMOUNT)))
                .withColumn(MATCHED, when(inPart, col(RefundsReturns.AMOUNT).minus(col(LEFT))));
    }

    /** The accepted rows: the parts of every refund that have a line. */
    static Dataset<Row> accepted(Dataset<Row> judged, Dataset<Row> parts) {
        Dataset<Row> matched = parts.filter(col(RefundMatching.LINE).isNotNull());
        Column open = col(Judgement.OUTCOME)
                .equalTo(Outcome.ACCEPTED)
                .or(coalesce(col(Judgement.REASON), lit("")).equalTo("NO_ORIGINAL"));
        return judged.filter(open)
                .join(matched, col(RefundsReturns.REFUND_ID).equalTo(col(RefundMatching.REFUND)))
                .withColumn(RefundsReturns.LINE_ID, col(RefundMatching.LINE))
                .withColumn(RefundsReturns.QTY, col(RefundMatching.QTY))
                .withColumn(RefundsReturns.AMOUNT, col(RefundMatching.AMOUNT));
    }

    /** Refunds of earlier runs, less those that came again from a feed. */
    static Optional<Dataset<Row>> earlier(Optional<Dataset<Row>> previous, Dataset<Row> refunds) {
        Dataset<Row> again = refunds.filter(col(Judgement.RETRIED).equalTo(false))
                .select(col(RefundsReturns.REFUND_ID).as("_again"));
        return previous.map(
                rows -> rows.join(again, col(RefundsReturns.REFUND_ID).equalTo(col("_again")), "left_anti"));
    }

    private RefundRows() {}
}
