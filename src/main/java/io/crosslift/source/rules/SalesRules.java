package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.schema.FxRates;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.Orders;
import io.crosslift.schema.Products;
import io.crosslift.schema.RefundsReturns;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rules on orders, their lines, and what was given back. */
final class SalesRules {
    private static final String LINES_TOTAL = "_lines_total";
    private static final String PRODUCT = "_product";
    private static final String HAS_RATE = "_has_rate";

    static final TableRules ORDERS = TableRules.of(Orders.TABLE)
            .amount(Orders.ORDER_DISCOUNT)
            .event(Orders.ORDERED_AT)
            .format(
                    Rule.quarantine(
                            "UNKNOWN_STATUS",
                            "status is not paid, cancelled or unpaid",
                            not(col(Orders.STATUS).isin("paid", "cancelled", "unpaid")),
                            Orders.STATUS),
                    Rule.quarantine(
                            "PAID_WITHOUT_TIME",
                            "a paid order needs paid_at",
                            col(Orders.STATUS)
                                    .equalTo("paid")
                                    .and(col(Orders.PAID_AT).isNull()),
                            Orders.STATUS),
                    Rule.quarantine(
                            "CURRENCY_UNKNOWN", "no ISO 4217 code", Money.unknown(Orders.CURRENCY), Orders.CURRENCY),
                    Rule.quarantine(
                            "CURRENCY_DECIMALS",
                            "more decimals than the currency has",
                            Money.tooManyDecimals(Orders.CURRENCY, Orders.ORDER_DISCOUNT),
                            Orders.CURRENCY,
                            Orders.ORDER_DISCOUNT))
            .step(
                    Lookups.identity(Orders.IDENTITY_TYPE, Orders.IDENTITY_VALUE, Orders.ORDERED_AT),
                    SalesRules::withLinesTotal)
            .defects(
                    Rule.quarantine(
                            "UNRESOLVED",
                            "the identity belongs to no account at that time",
                            col(Lookups.ACCOUNT).isNull(),
                            Orders.IDENTITY_TYPE,
                            Orders.IDENTITY_VALUE),
                    Rule.quarantine(
                            "DISCOUNT_EXCEEDS",
                            "the order's discount is above the sum of its lines",
                            col(Orders.ORDER_DISCOUNT).gt(coalesce(col(LINES_TOTAL), col(Orders.ORDER_DISCOUNT))),
                            Orders.ORDER_DISCOUNT,
                            LINES_TOTAL))
            .exclusions(
                    Rule.exclude("internal_account", "internal or test account", col(Lookups.INTERNAL)),
                    Rule.exclude(
                            "order_cancelled",
                            "cancelled order",
                            col(Orders.STATUS).equalTo("cancelled")),
                    Rule.exclude(
                            "order_unpaid", "unpaid order", col(Orders.STATUS).equalTo("unpaid")))
            .build();

    static final TableRules LINES = TableRules.of(InvoiceLines.TABLE)
            .amount(InvoiceLines.NET_AMOUNT)
            .event(InvoiceLines.POSTED_AT)
            .format(
                    Rule.quarantine(
                            "NULL_REQUIRED",
                            "a line needs an order_id or an invoice_id",
                            col(InvoiceLines.ORDER_ID)
                                    .isNull()
                                    .and(col(InvoiceLines.INVOICE_ID).isNull())),
                    Rule.quarantine(
                            "UNKNOWN_LINE_TYPE",
                            "line_type is not product, service, usage, tax, shipping or fee",
                            not(col(InvoiceLines.LINE_TYPE)
                                    .isin("product", "service", "usage", "tax", "shipping", "fee")),
                            InvoiceLines.LINE_TYPE),
                    Rule.quarantine(
                            "AMOUNT_MISMATCH",
                            "net_amount is not qty x unit_price - line_discount within 0.01",
                            abs(col(InvoiceLines.QTY)
                                            .multiply(col(InvoiceLines.UNIT_PRICE))
                                            .minus(col(InvoiceLines.LINE_DISCOUNT))
                                            .minus(col(InvoiceLines.NET_AMOUNT)))
                                    .gt(lit("0.01").cast("decimal(3,2)")),
                            InvoiceLines.QTY,
                            InvoiceLines.UNIT_PRICE,
                            InvoiceLines.LINE_DISCOUNT,
                            InvoiceLines.NET_AMOUNT),
                    Rule.quarantine(
                            "CURRENCY_UNKNOWN",
                            "no ISO 4217 code",
                            Money.unknown(InvoiceLines.CURRENCY),
                            InvoiceLines.CURRENCY),
                    Rule.quarantine(
                            "CURRENCY_DECIMALS",
                            "more decimals than the currency has",
                            Money.tooManyDecimals(
                                    InvoiceLines.CURRENCY,
                                    InvoiceLines.NET_AMOUNT,
                                    InvoiceLines.LINE_DISCOUNT,
                                    InvoiceLines.TAX),
                            InvoiceLines.CURRENCY,
                            InvoiceLines.NET_AMOUNT,
                            InvoiceLines.LINE_DISCOUNT,
                            InvoiceLines.TAX),
                    Rule.quarantine(
                            "SERVICE_PERIOD",
                            "service_end must be after service_start",
                            col(InvoiceLines.SERVICE_END).leq(col(InvoiceLines.SERVICE_START)),
                            InvoiceLines.SERVICE_START,
                            InvoiceLines.SERVICE_END))
            .step(
                    OrderFates::ofLines,
                    Lookups.account(coalesce(col(InvoiceLines.ACCOUNT_ID), col(OrderFates.ACCOUNT))),
                    Lookups.exists(PRODUCT, col(InvoiceLines.PRODUCT_ID), Products.TABLE, Products.PRODUCT_ID),
                    SalesRules::withRate)
            .defects(
                    Rule.future(
                            "the order comes after as-of",
                            col(OrderFates.OUTCOME).equalTo(Outcome.FUTURE)),
                    Rule.quarantine(
                            "ORPHAN_ORDER",
                            "there is no such order among those accepted",
                            col(InvoiceLines.ORDER_ID)
                                    .isNotNull()
                                    .and(col(OrderFates.ORDER)
                                            .isNull()
                                            .or(col(OrderFates.OUTCOME).equalTo(Outcome.QUARANTINED))),
                            InvoiceLines.ORDER_ID),
                    Rule.quarantine(
                            "ORPHAN_ACCOUNT",
                            "there is no such account",
                            col(Lookups.ACCOUNT)
                                    .isNull()
                                    .and(coalesce(col(OrderFates.OUTCOME), lit(Outcome.ACCEPTED))
                                            .equalTo(Outcome.ACCEPTED)),
                            InvoiceLines.ACCOUNT_ID),
                    Rule.quarantine(
                            "ORPHAN_PRODUCT", "there is no such product", not(col(PRODUCT)), InvoiceLines.PRODUCT_ID),
                    Rule.quarantine(
                            "FX_MISSING",
                            "there is no rate for the currency on the order's day",
                            not(col(HAS_RATE)),
                            InvoiceLines.CURRENCY))
            .exclusions(
                    Rule.exclude("internal_account", "internal or test account", col(Lookups.INTERNAL)),
                    Rule.exclude(
                            col(OrderFates.REASON),
                            "the order is left out",
                            col(OrderFates.OUTCOME).equalTo(Outcome.EXCLUDED)),
                    Rule.exclude(
                            "zero_quantity",
                            "nothing was sold",
                            col(InvoiceLines.QTY).equalTo(0)),
                    Rule.exclude(
                            "free",
                            "nothing was paid",
                            col(InvoiceLines.NET_AMOUNT).equalTo(0)))
            .build();

    static final TableRules REFUNDS = TableRules.of(RefundsReturns.TABLE)
            .key(RefundsReturns.REFUND_ID)
            .amount(RefundsReturns.AMOUNT)
            .event(RefundsReturns.REFUNDED_AT)
            .format(
                    Rule.quarantine(
                            "NULL_REQUIRED",
                            "a refund without line_id needs identity_type, identity_value and product_id",
                            col(RefundsReturns.LINE_ID)
                                    .isNull()
                                    .and(col(Orders.IDENTITY_TYPE)
                                            .isNull()
                                            .or(col(Orders.IDENTITY_VALUE).isNull())
                                            .or(col(InvoiceLines.PRODUCT_ID).isNull()))),
                    Rule.quarantine(
                            "UNKNOWN_KIND",
                            "kind is not refund, return, chargeback or credit_note",
                            not(col(RefundsReturns.KIND).isin("refund", "return", "chargeback", "credit_note")),
                            RefundsReturns.KIND),
                    Rule.quarantine(
                            "NEGATIVE_AMOUNT",
                            "what is given back is a positive amount",
                            col(RefundsReturns.AMOUNT).lt(0),
                            RefundsReturns.AMOUNT))
            .step(Lookups.identity(Orders.IDENTITY_TYPE, Orders.IDENTITY_VALUE, RefundsReturns.REFUNDED_AT))
            .defects(Rule.quarantine(
                    "UNRESOLVED",
                    "the identity belongs to no account at that time",
                    col(RefundsReturns.LINE_ID)
                            .isNull()
                            .and(col(Lookups.ACCOUNT).isNull()),
                    Orders.IDENTITY_TYPE,
                    Orders.IDENTITY_VALUE))
            .exclusions(
                    Rule.exclude("internal_account", "internal or test account", col(Lookups.INTERNAL)),
                    Rule.exclude(
                            "free",
                            "nothing was given back",
                            col(RefundsReturns.AMOUNT).equalTo(0)))
            .build();

    /** Adds the sum of an order's produced lines; costs nothing where the source has no order discounts. */
    private static Dataset<Row> withLinesTotal(Dataset<Row> orders, Known known) {
        Optional<Dataset<Row>> lines = known.produced().apply(InvoiceLines.TABLE);
        if (lines.isEmpty() || !known.supplies(Orders.TABLE, Orders.ORDER_DISCOUNT)) {
            return orders.withColumn(LINES_TOTAL, lit(null).cast("decimal(30,4)"));
        }
        Dataset<Row> totals = lines.get()
                .groupBy(col(InvoiceLines.ORDER_ID).as("_total_order"))
                .agg(sum(InvoiceLines.NET_AMOUNT).as(LINES_TOTAL));
        return orders.join(totals, col(Orders.ORDER_ID).equalTo(col("_total_order")), "left")
                .drop("_total_order");
    }

    /** Adds whether a line's currency can be turned into the reporting currency on the local day of its order. */
    private static Dataset<Row> withRate(Dataset<Row> lines, Known known) {
        Column home = col(InvoiceLines.CURRENCY).equalTo(known.currency());
        Optional<Dataset<Row>> rates = known.accepted().apply(FxRates.TABLE);
        if (rates.isEmpty()) {
            return lines.withColumn(HAS_RATE, home);
        }
        Dataset<Row> days = rates.get()
                .select(
                        col(FxRates.CURRENCY).as("_rate_currency"),
                        col(FxRates.RATE_DATE).as("_rate_day"));
        Column at = coalesce(col(OrderFates.AT), col(InvoiceLines.POSTED_AT));
        Column same = col("_rate_currency")
                .equalTo(col(InvoiceLines.CURRENCY))
                .and(col("_rate_day").equalTo(LocalDays.day(at, known.zone())));
        return lines.join(days, same, "left")
                .withColumn(HAS_RATE, home.or(col("_rate_day").isNotNull()))
                .drop("_rate_currency", "_rate_day");
    }

    private SalesRules() {}
}
