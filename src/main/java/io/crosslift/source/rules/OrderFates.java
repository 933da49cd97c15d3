package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;

import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.Orders;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What became of orders, for the lines that name them: a line of an order that is left out or wrong is left out or wrong too.
 * One row per order id.
 */
public final class OrderFates {
    static final String ORDER = "_fate_order";
    static final String OUTCOME = "_fate_outcome";
    static final String REASON = "_fate_reason";
    static final String ACCOUNT = "_fate_account";
    static final String AT = "_fate_at";

    /** Fates of the orders judged in this run: columns order_id, account_id, ordered_at and the outcome and reason given. */
    public static Dataset<Row> ofJudged(Dataset<Row> orders, Column outcome, Column reason) {
        return orders.filter(outcome.notEqual(Outcome.DUPLICATE))
                .groupBy(col(Orders.ORDER_ID).as(ORDER))
                .agg(max(struct(
                                outcome.as(OUTCOME),
                                reason.as(REASON),
                                col(Orders.ACCOUNT_ID).as(ACCOUNT),
                                col(Orders.ORDERED_AT).as(AT)))
                        .as("_fate"))
                .select(ORDER, "_fate." + OUTCOME, "_fate." + REASON, "_fate." + ACCOUNT, "_fate." + AT);
    }

    /** Fates of orders of earlier runs, which were all accepted, less those of this run. */
    public static Dataset<Row> withEarlier(Dataset<Row> fates, Optional<Dataset<Row>> earlierOrders) {
        if (earlierOrders.isEmpty()) {
            return fates;
        }
        Dataset<Row> earlier = earlierOrders
                .get()
                .select(
                        col(Orders.ORDER_ID).as(ORDER),
                        lit(Outcome.ACCEPTED).as(OUTCOME),
                        lit(null).cast("string").as(REASON),
                        col(Orders.ACCOUNT_ID).as(ACCOUNT),
                        col(Orders.ORDERED_AT).as(AT))
                .join(fates.select(col(ORDER).as("_seen")), col(ORDER).equalTo(col("_seen")), "left_anti");
        return fates.unionByName(earlier);
    }

    /** Adds the fate of its order to every line, NULLs where there is no such order or orders are not fed. */
    static Dataset<Row> ofLines(Dataset<Row> lines, Known known) {
        Optional<Dataset<Row>> fates = known.orderFates().apply(Orders.TABLE);
        if (fates.isEmpty()) {
            return lines.withColumn(ORDER, col(InvoiceLines.ORDER_ID))
                    .withColumn(OUTCOME, lit(Outcome.ACCEPTED))
                    .withColumn(REASON, lit(null).cast("string"))
                    .withColumn(ACCOUNT, lit(null).cast("string"))
                    .withColumn(AT, lit(null).cast("timestamp"));
        }
        return lines.join(fates.get(), col(InvoiceLines.ORDER_ID).equalTo(col(ORDER)), "left");
    }

    private OrderFates() {}
}
