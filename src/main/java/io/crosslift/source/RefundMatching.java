package io.crosslift.source;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_micros;

import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.source.rules.Verdicts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Which lines a refund reduces. One that names its line reduces that line, at most by what is left of it. One that names none
 * reduces the account's latest line of the product that is not after it, the remainder the next earlier one (rulings F-10); what
 * is left over has no original.
 */
final class RefundMatching {
    /** Refund that a part belongs to. */
    static final String REFUND = "_part_refund";
    /** Line that the part reduces, NULL for what is left over. */
    static final String LINE = "_part_line";

    static final String QTY = "_part_qty";
    static final String AMOUNT = "_part_amount";

    private static final StructType PARTS = new StructType()
            .add(REFUND, DataTypes.StringType)
            .add(LINE, DataTypes.StringType)
            .add(QTY, "decimal(18,6)")
            .add(AMOUNT, "decimal(20,4)");

    private static final int SOLD = 0;
    private static final int GIVEN_BACK_BEFORE = 1;
    private static final int GIVEN_BACK = 2;

    /**
     * The parts of the undecided refunds.
     *
     * @param refunds refunds with their account in {@code _account}, those with a line in {@code _line_account} and
     *     {@code _line_product}
     * @param lines accepted lines
     * @param earlier refunds taken in by earlier runs, which have reduced their lines already
     */
    static Dataset<Row> parts(Dataset<Row> refunds, Dataset<Row> lines, Optional<Dataset<Row>> earlier) {
        Dataset<Row> given = withMatchedBefore(refunds.filter(Verdicts.open()), earlier)
                .select(
                        coalesce(col("_line_account"), col("_account")).as("account"),
                        coalesce(col("_line_product"), col(InvoiceLines.PRODUCT_ID))
                                .as("product"),
                        lit(GIVEN_BACK).as("kind"),
                        unix_micros(col(RefundsReturns.REFUNDED_AT)).as("at"),
                        col(RefundsReturns.REFUND_ID).as("id"),
                        col(RefundsReturns.LINE_ID).as("line"),
                        col(RefundsReturns.QTY).as("qty"),
                        col(RefundsReturns.AMOUNT)
                                .minus(col("_already"))
                                .cast("decimal(20,4)")
                                .as("amount"));
        Dataset<Row> wanted = given.select("account", "product").distinct();
        Column same = lines.col(InvoiceLines.ACCOUNT_ID)
                .equalTo(wanted.col("account"))
                .and(lines.col(InvoiceLines.PRODUCT_ID).equalTo(wanted.col("product")));
        Dataset<Row> sold = lines.join(wanted, same, "left_semi");
        Dataset<Row> events = sold.select(
                        col(InvoiceLines.ACCOUNT_ID),
                        col(InvoiceLines.PRODUCT_ID),
                        lit(SOLD),
                        unix_micros(col(InvoiceLines.POSTED_AT)),
                        col(InvoiceLines.LINE_ID),
                        col(InvoiceLines.LINE_ID),
                        col(InvoiceLines.QTY),
                        col(InvoiceLines.NET_AMOUNT))
                .union(given);
        if (earlier.isPresent()) {
            events = events.union(before(earlier.get(), sold));
        }
        Dataset<Row> named = events.toDF("account", "product", "kind", "at", "id", "line", "qty", "amount");
        return named.groupBy(col("account"), col("product"))
                .as(Encoders.row(keys()), Encoders.row(named.schema()))
                .flatMapSortedGroups(
                        new Column[] {col("kind"), col("at"), col("id")},
                        (FlatMapGroupsFunction<Row, Row, Row>) (key, rows) -> new Ledger().parts(rows),
                        Encoders.row(PARTS));
    }

    /** Adds what an earlier run matched already of a refund that is tried again for the rest of it. */
    private static Dataset<Row> withMatchedBefore(Dataset<Row> refunds, Optional<Dataset<Row>> earlier) {
        if (earlier.isEmpty()) {
            return refunds.withColumn("_already", lit(0).cast("decimal(20,4)"));
        }
        Dataset<Row> matched = earlier.get()
                .groupBy(col(RefundsReturns.REFUND_ID).as("_matched_refund"))
                .agg(sum(RefundsReturns.AMOUNT).as("_matched_amount"));
        return refunds.join(matched, col(RefundsReturns.REFUND_ID).equalTo(col("_matched_refund")), "left")
                .withColumn("_already", coalesce(col("_matched_amount"), lit(0)).cast("decimal(20,4)"));
    }

    private static Dataset<Row> before(Dataset<Row> earlier, Dataset<Row> sold) {
        Dataset<Row> lines = sold.select(
                col(InvoiceLines.ACCOUNT_ID).as("_account_of"),
                col(InvoiceLines.PRODUCT_ID).as("_product_of"),
                col(InvoiceLines.LINE_ID).as("_id_of"));
        return earlier.join(lines, col(RefundsReturns.LINE_ID).equalTo(col("_id_of")))
                .select(
                        col("_account_of"),
                        col("_product_of"),
                        lit(GIVEN_BACK_BEFORE),
                        unix_micros(col(RefundsReturns.REFUNDED_AT)),
                        col(RefundsReturns.REFUND_ID),
                        col(RefundsReturns.LINE_ID),
                        col(RefundsReturns.QTY),
                        col(RefundsReturns.AMOUNT));
    }

    private static StructType keys() {
        return new StructType().add("account", DataTypes.StringType).add("product", DataTypes.StringType);
    }

    /** The lines of one account and product, and what is left of each. */
    static final class Ledger {
        private final List<Sold> lines = new ArrayList<>();
        private final List<Row> parts = new ArrayList<>();

        /** Walks lines by time, then refunds by time. */
        Iterator<Row> parts(Iterator<Row> events) {
            while (events.hasNext()) {
                Row event = events.next();
                long at = event.getLong(3);
                BigDecimal qty = event.getDecimal(6);
                BigDecimal amount = event.getDecimal(7);
                if (event.getInt(2) == SOLD) {
                    lines.add(new Sold(event.getString(5), at, qty, amount));
                } else if (event.getInt(2) == GIVEN_BACK_BEFORE) {
                    line(event.getString(5)).reduce(qty, amount);
                } else if (event.isNullAt(5)) {
                    backwards(event.getString(4), at, qty, amount);
                } else {
                    named(event.getString(4), line(event.getString(5)), qty, amount);
                }
            }
            return parts.iterator();
        }

        private Sold line(String id) {
            return lines.stream()
                    .filter(line -> line.id.equals(id))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no line " + id));
        }

        private void named(String refund, Sold line, @Nullable BigDecimal qty, BigDecimal amount) {
            if (amount.compareTo(line.amount) > 0) {
                parts.add(RowFactory.create(refund, null, qty, amount));
            } else {
                parts.add(RowFactory.create(refund, line.id, qty, amount));
                line.reduce(qty, amount);
            }
        }

        private void backwards(String refund, long at, @Nullable BigDecimal qty, BigDecimal amount) {
            BigDecimal leftQty = qty;
            BigDecimal left = amount;
            for (int index = lines.size() - 1; index >= 0 && left.signum() > 0; index--) {
                Sold line = lines.get(index);
                if (line.at <= at && line.amount.signum() > 0) {
                    BigDecimal part = left.min(line.amount);
                    BigDecimal partQty = leftQty == null ? null : leftQty.min(line.qty.max(BigDecimal.ZERO));
                    parts.add(RowFactory.create(refund, line.id, partQty, part));
                    line.reduce(partQty, part);
                    left = left.subtract(part);
                    leftQty = leftQty == null || partQty == null ? null : leftQty.subtract(partQty);
                }
            }
            if (left.signum() > 0) {
                parts.add(RowFactory.create(refund, null, leftQty, left));
            }
        }
    }

    private static final class Sold {
        private final String id;
        private final long at;
        private BigDecimal qty;
        private BigDecimal amount;

        Sold(String id, long at, BigDecimal qty, BigDecimal amount) {
            this.id = id;
            this.at = at;
            this.qty = qty;
            this.amount = amount;
        }

        void reduce(@Nullable BigDecimal byQty, BigDecimal byAmount) {
            qty = byQty == null ? qty : qty.subtract(byQty);
            amount = amount.subtract(byAmount);
        }
    }

    private RefundMatching() {}
}
