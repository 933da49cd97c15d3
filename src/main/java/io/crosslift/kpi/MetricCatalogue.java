package io.crosslift.kpi;

import io.crosslift.kpi.Metric.Reading;
import io.crosslift.schema.Attach;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.AttributionModelShares;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.ChannelEconomics;
import io.crosslift.schema.CrossSellMetrics;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.OfferConversion;
import io.crosslift.schema.Revenue12m;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.TouchClassCredit;
import io.crosslift.schema.TransactionMix;
import java.util.List;
import java.util.stream.Stream;

/** Every metric this version publishes. */
public final class MetricCatalogue {
    static final String FRACTION = "fraction";
    static final String COUNT = "count";
    private static final String MONEY = "money";

    /** All metrics, by table. */
    public static final List<Metric> METRICS = Stream.of(
                    customerDays(),
                    offers(),
                    orders(),
                    attach(),
                    breadth(),
                    credit(),
                    touchClasses(),
                    economics(),
                    modelShares(),
                    value(),
                    RecurringMetrics.bridge(),
                    RecurringMetrics.retention(),
                    AccountMetrics.all(),
                    FinanceMetrics.all(),
                    lift(),
                    LongRunMetrics.all())
            .flatMap(List::stream)
            .toList();

    private MetricCatalogue() {}

    private static List<Metric> customerDays() {
        Section section = new Section(CrossSellMetrics.TABLE, MetricReadings.CUSTOMER_DAYS);
        return List.of(
                section.count(CrossSellMetrics.NUMBER_OF_CROSS_SELL_PURCHASES, "Number of cross-sell purchases"),
                section.count(CrossSellMetrics.TOTAL_NUMBER_OF_CROSS_SELL_OFFERS, "Total number of cross-sell offers"));
    }

    private static List<Metric> offers() {
        Section section = new Section(OfferConversion.TABLE, MetricReadings.OFFERS);
        String customers = OfferConversion.CUSTOMERS_OFFERED;
        return List.of(
                section.count(OfferConversion.ELIGIBLE, "Offers eligible"),
                section.count(OfferConversion.WITHHELD, "Offers withheld"),
                section.count(OfferConversion.SENT, "Offers sent"),
                section.count(OfferConversion.PRESENTED, "Offers presented"),
                section.count(OfferConversion.CLICKED, "Offers clicked"),
                section.count(OfferConversion.ACCEPTED, "Offers accepted"),
                section.count(OfferConversion.PURCHASED, "Offers bought"),
                section.count(OfferConversion.KEPT, "Offers bought and kept"),
                section.count(OfferConversion.PURCHASED_NEW_FAMILY, "Offers bought in a new family"),
                section.distinct(customers, "Customers offered"),
                section.distinct(OfferConversion.CUSTOMERS_PURCHASED, "Customers who bought"),
                section.ratio(
                        OfferConversion.CROSS_SELL_CONVERSION_RATE,
                        "Cross-sell conversion rate (customers)",
                        OfferConversion.CUSTOMERS_PURCHASED,
                        customers),
                section.ratio(
                        OfferConversion.CUSTOMER_DAY_RATE,
                        "Cross-sell conversion rate (customer-days)",
                        OfferConversion.PURCHASE_CUSTOMER_DAYS,
                        OfferConversion.OFFER_CUSTOMER_DAYS),
                section.ratio(
                        OfferConversion.OFFER_CONVERSION_RATE,
                        "Offer conversion rate",
                        OfferConversion.ACCEPTED,
                        OfferConversion.PRESENTED),
                section.moneyPer(
                        OfferConversion.REVENUE_PER_PRESENTED_CUSTOMER,
                        "Revenue per presented customer",
                        OfferConversion.REVENUE,
                        customers),
                section.money(OfferConversion.REVENUE, "Revenue of offers bought")
                        .called("offer_revenue"));
    }

    private static List<Metric> orders() {
        Section section = new Section(TransactionMix.TABLE, MetricReadings.ORDERS);
        String transactions = TransactionMix.TRANSACTIONS;
        String total = TransactionMix.TOTAL_REVENUE;
        return List.of(
                section.count(transactions, "Transactions"),
                section.ratio(
                        TransactionMix.EITHER_RATE,
                        "Up-sell/cross-sell rate",
                        TransactionMix.WITH_EITHER,
                        transactions),
                section.ratio(TransactionMix.CROSS_RATE, "Cross-sell rate", TransactionMix.WITH_CROSS, transactions),
                section.ratio(TransactionMix.UP_RATE, "Up-sell rate", TransactionMix.WITH_UP, transactions),
                section.moneyPer(
                        TransactionMix.AOV_WITH,
                        "Order value with up-sell or cross-sell",
                        TransactionMix.VALUE_WITH,
                        TransactionMix.WITH_EITHER),
                section.moneyPer(
                        TransactionMix.AOV_WITHOUT,
                        "Order value without",
                        TransactionMix.VALUE_WITHOUT,
                        "transactions - with_either"),
                section.moneyPer(
                        TransactionMix.AOV_INCREASE,
                        "Order value increase",
                        "value_with x (transactions - with_either) - value_without x with_either",
                        "with_either x (transactions - with_either)"),
                section.ratio(
                                TransactionMix.RATIO,
                                "Order value increase, relative",
                                "value_with x (transactions - with_either) - value_without x with_either",
                                "value_without x with_either")
                        .called("aov_increase_ratio"),
                section.money(total, "Product revenue"),
                section.money(TransactionMix.CROSS_REVENUE, "Cross-sell revenue"),
                section.money(TransactionMix.UP_LINE_REVENUE, "Up-sell revenue, whole lines"),
                section.money(TransactionMix.UP_INCREMENTAL, "Up-sell revenue over the item replaced"),
                section.ratio(
                        TransactionMix.CONTRIBUTION, "Revenue contribution", "cross_revenue + up_incremental", total),
                section.ratio(
                        TransactionMix.CONTRIBUTION_WHOLE_LINE,
                        "Revenue contribution, whole lines",
                        "cross_revenue + up_line_revenue",
                        total));
    }

    private static List<Metric> attach() {
        Section section = new Section(Attach.TABLE, MetricReadings.ATTACH);
        return List.of(
                section.variant(
                        AttachVariants.ACCOUNTS,
                        "Attach rate of accounts",
                        "accounts that buy the attached family within the window / accounts whose first purchase of the"
                                + " anchor is in the period; prior holders in neither"),
                section.variant(
                        AttachVariants.ORDERS,
                        "Attach rate of orders",
                        "orders with both families / orders with the anchor; those of prior holders in neither"),
                section.variant(
                        AttachVariants.UNITS,
                        "Attached units per anchor unit",
                        "units of the attached family / units of the anchor in the period"));
    }

    private static List<Metric> breadth() {
        Section section = new Section(Attach.TABLE, MetricReadings.BREADTH);
        return List.of(
                section.variant(
                        AttachVariants.OWNERS,
                        "Attach rate of owners",
                        "active accounts that hold both at period end / active accounts that hold the anchor"),
                section.variant(
                        AttachVariants.PENETRATION,
                        "Penetration",
                        "active accounts that hold the family at period end / active accounts"),
                section.variant(
                        AttachVariants.BUNDLE_ADOPTION,
                        "Bundle adoption",
                        "active accounts that hold a bundle at period end / active accounts"),
                section.ratio(Attach.MULTI_PRODUCT_RATE, "Multi-product rate", Attach.NUMERATOR, Attach.DENOMINATOR),
                section.ratio(
                        Attach.PRODUCTS_PER_ACCOUNT, "Products per account", Attach.NUMERATOR, Attach.DENOMINATOR),
                section.measure(Attach.MRR_SHARE, "Share of the attached family in recurring revenue", FRACTION, false),
                section.distinct(Attach.WHITE_SPACE, "White space"),
                section.measure(Attach.WHITE_SPACE_MRR, "White-space potential (estimate)", MONEY, false));
    }

    private static List<Metric> credit() {
        Section section = new Section(AttributionKpi.TABLE, MetricReadings.CREDIT);
        return List.of(
                section.measure(AttributionKpi.CREDITED_CONVERSIONS, "Credited conversions", "conversions", true),
                section.distinct(AttributionKpi.TOUCHED_CONVERSIONS, "Touched conversions"),
                section.money(AttributionKpi.CREDIT, "Credit"),
                section.money(AttributionKpi.CLAWBACK, "Clawback"),
                section.money(AttributionKpi.NET_CREDIT, "Net credit"),
                section.money(AttributionKpi.CALIBRATED, "Calibrated credit"),
                section.ratio(
                                AttributionKpi.SHARE,
                                "Share of net credit",
                                AttributionKpi.NET_CREDIT,
                                "sum of net_credit of the model, goal, basis, period and segment")
                        .called("credit_share"));
    }

    private static List<Metric> touchClasses() {
        Section section = new Section(TouchClassCredit.TABLE, MetricReadings.CREDIT);
        String net = TouchClassCredit.NET_CREDIT;
        return List.of(
                section.money(net, "Net credit by touch class").called("touch_class_net_credit"),
                section.ratio(
                                TouchClassCredit.SHARE,
                                "Share of net credit by touch class",
                                net,
                                "sum of net_credit of the model, goal, basis, period and segment")
                        .called("touch_class_share"));
    }

    private static List<Metric> economics() {
        Section section = new Section(ChannelEconomics.TABLE, MetricReadings.CREDIT);
        String cost = ChannelEconomics.COST;
        return List.of(
                section.count(ChannelEconomics.TOUCHES, "Touches of the channel")
                        .called("channel_touches"),
                section.measure(cost, "Cost of touches", MONEY, false).called("channel_cost"),
                section.moneyPer(
                        ChannelEconomics.COST_PER_CONVERSION,
                        "Cost per credited conversion",
                        cost,
                        ChannelEconomics.CREDITED_CONVERSIONS),
                section.ratio(ChannelEconomics.CREDIT_PER_COST, "Credit per cost", ChannelEconomics.NET_CREDIT, cost));
    }

    private static List<Metric> modelShares() {
        Section section = new Section(AttributionModelShares.TABLE, MetricReadings.CREDIT);
        return List.of(
                section.measure(AttributionModelShares.SHARE, "Share the model gives a channel", FRACTION, false)
                        .called("model_share"),
                section.measure(AttributionModelShares.REMOVAL_EFFECT, "Removal effect", FRACTION, false));
    }

    private static List<Metric> value() {
        Section section = new Section(Revenue12m.TABLE, MetricReadings.VALUE);
        return List.of(
                section.moneyPer(
                        Revenue12m.REVENUE_PER_CUSTOMER,
                        "Revenue per customer",
                        Revenue12m.NET_REVENUE,
                        Revenue12m.CUSTOMERS),
                section.measure(Revenue12m.EXCL_OFFER_REVENUE, "Revenue without the offered products", MONEY, false),
                section.ratio(
                        Revenue12m.RETURN_ON_ACQUISITION,
                        "Return on acquisition cost",
                        Revenue12m.MARGIN_TO_DATE,
                        Revenue12m.ACQUISITION_COST));
    }

    private static List<Metric> lift() {
        Section section = new Section(ExperimentLift.TABLE, MetricReadings.LIFT);
        return List.of(
                section.measure(ExperimentLift.DIFF, "Effect per unit", "unit of the metric", false)
                        .called("lift_diff"),
                section.measure(ExperimentLift.REL_LIFT, "Relative lift", FRACTION, false),
                section.measure(ExperimentLift.INCREMENTAL_TOTAL, "Incremental total", MONEY, false),
                new Section(Calibrations.TABLE, MetricReadings.CALIBRATION)
                        .measure(Calibrations.KAPPA, "Calibration factor", FRACTION, false)
                        .formula(
                                "incremental / credited revenue of the same units, family, window, value basis and model,"
                                        + " shrunk to the portfolio of valid experiments"));
    }

    /** The metrics of one table that are read alike. */
    record Section(TableSpec table, Reading reading) {
        Metric count(String column, String name) {
            return measure(column, name, COUNT, true);
        }

        /** A distinct count: it must not be added up. */
        Metric distinct(String column, String name) {
            return measure(column, name, COUNT, false);
        }

        Metric money(String column, String name) {
            return measure(column, name, MONEY, true);
        }

        Metric measure(String column, String name, String unit, boolean additive) {
            return Metric.measure(table, column, name, unit, additive, reading);
        }

        Metric ratio(String column, String name, String numerator, String denominator) {
            return Metric.ratio(table, column, name, numerator, denominator, FRACTION, reading);
        }

        Metric moneyPer(String column, String name, String numerator, String denominator) {
            return Metric.ratio(table, column, name, numerator, denominator, MONEY, reading);
        }

        Metric variant(String variant, String name, String formula) {
            return ratio(Attach.RATE, name, Attach.NUMERATOR, Attach.DENOMINATOR)
                    .called(variant)
                    .formula(formula);
        }
    }
}
