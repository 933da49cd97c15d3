package io.crosslift.lift;

import io.crosslift.config.CalibrationPriorSettings;
import io.crosslift.config.CalibrationSettings;
import io.crosslift.config.LiftSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.CampaignCosts;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.ExperimentLooks;
import io.crosslift.schema.ExperimentOutcomes;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.Products;
import io.crosslift.schema.SupportTickets;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A small business with one experiment, {@code e}, that runs from 1 to 31 March 2025 in UTC; every default can be changed. */
final class Business {
    private static final CalibrationPriorSettings NOTHING_SUPPOSED = new CalibrationPriorSettings(0.5, 100, 1e-6);

    static final Instant START = Instant.parse("2025-03-01T00:00:00Z");

    private final Map<TableSpec, List<Row>> rows = new HashMap<>();
    private final Map<String, Object> experiment = new HashMap<>();
    private final List<String> others = new ArrayList<>();
    private LocalDate asOf = LocalDate.parse("2025-12-31");
    private LocalDate completeFrom = null;
    private ZoneId zone = ZoneId.of("UTC");
    private int minimum = 1;
    private int buckets = 8;
    private int serial;
    private String basis = "line_net";

    Business() {
        with(Experiments.DESIGN, "ab")
                .with(Experiments.EXPERIMENT_ID, "e")
                .with(Experiments.UNIT_TYPE, "account")
                .with(Experiments.CONTROL_ARM, "control")
                .with(
                        Experiments.ALLOCATION,
                        Map.of("control", new BigDecimal("0.5"), "treated", new BigDecimal("0.5")))
                .with(Experiments.EXPOSURE_REFS, new Object[] {"offer-1"})
                .metrics("net_revenue")
                .with(Experiments.WINDOWS, new Object[] {30})
                .with(Experiments.ALPHA, new BigDecimal("0.05"))
                .with(Experiments.START_AT, Timestamp.from(START))
                .with(Experiments.END_AT, Timestamp.from(Instant.parse("2025-04-01T00:00:00Z")))
                .with(Experiments.REGISTERED_AT, Timestamp.from(Instant.parse("2025-02-20T00:00:00Z")));
    }

    Business with(String column, Object value) {
        experiment.put(column, value);
        return this;
    }

    Business metrics(String... metrics) {
        return with(Experiments.PRIMARY_METRIC, metrics[0]).with(Experiments.METRICS, metrics);
    }

    Business asOf(String day) {
        asOf = LocalDate.parse(day);
        return this;
    }

    Business completeFrom(String day) {
        completeFrom = LocalDate.parse(day);
        return this;
    }

    Business zone(String name) {
        zone = ZoneId.of(name);
        return this;
    }

    Business minimum(int observations) {
        minimum = observations;
        return this;
    }

    /** What conversions and credits from here on are valued by. */
    Business basis(String valueBasis) {
        basis = valueBasis;
        return this;
    }

    Business account(String id) {
        return account(id, "2020-01-01T00:00:00Z", null);
    }

    Business account(String id, String createdAt, String parent) {
        return add(
                new TableRow(Accounts.TABLE)
                        .set(Accounts.ACCOUNT_ID, id)
                        .set(Accounts.PARENT_ID, parent)
                        .set(Accounts.CREATED_AT, time(createdAt))
                        .set(Accounts.IS_INTERNAL, false),
                Accounts.TABLE);
    }

    /** An assignment without an account. */
    Business assigned(String unit, String arm, String from, String to) {
        return assigned(unit, arm, from, to, null);
    }

    Business assigned(String unit, String arm, String from, String to, String exposedAt) {
        return assigned("e", unit, arm, from, to, exposedAt);
    }

    /** A second experiment that is declared as the first is. */
    Business beside(String other) {
        others.add(other);
        return this;
    }

    Business assigned(String of, String unit, String arm, String from, String to, String exposedAt) {
        return add(
                new TableRow(ExperimentAssignments.TABLE)
                        .set(ExperimentAssignments.EXPERIMENT_ID, of)
                        .set(ExperimentAssignments.UNIT_ID, unit)
                        .set(ExperimentAssignments.ARM, arm)
                        .set(ExperimentAssignments.VALID_FROM, time(from))
                        .set(ExperimentAssignments.ASSIGNED_AT, time(from))
                        .set(ExperimentAssignments.VALID_TO, to == null ? null : time(to))
                        .set(ExperimentAssignments.EXPOSED_AT, exposedAt == null ? null : time(exposedAt)),
                ExperimentAssignments.TABLE);
    }

    /** A market that was assigned as one of a pair, or in none. */
    Business assignedInPair(String unit, String arm, String from, String pair) {
        return add(
                new TableRow(ExperimentAssignments.TABLE)
                        .set(ExperimentAssignments.EXPERIMENT_ID, "e")
                        .set(ExperimentAssignments.UNIT_ID, unit)
                        .set(ExperimentAssignments.ARM, arm)
                        .set(ExperimentAssignments.VALID_FROM, time(from))
                        .set(ExperimentAssignments.ASSIGNED_AT, time(from))
                        .set(ExperimentAssignments.PAIR_ID, pair),
                ExperimentAssignments.TABLE);
    }

    /** Accounts {@code <arm>-0}, {@code <arm>-1} ... assigned at the start. */
    Business arm(String arm, int units) {
        for (int i = 0; i < units; i++) {
            account(arm + "-" + i).assigned(arm + "-" + i, arm, START.toString(), null);
        }
        return this;
    }

    Business line(String account, String order, String at, String net, String keptQuantity) {
        return line(account, order, at, net, keptQuantity, "base");
    }

    Business line(String account, String order, String at, String net, String keptQuantity, String sellType) {
        return add(
                new TableRow(ClassifiedLines.TABLE)
                        .set(ClassifiedLines.LINE_ID, "line-" + serial++)
                        .set(ClassifiedLines.ACCOUNT_ID, account)
                        .set(ClassifiedLines.ORDER_ID, order)
                        .set(ClassifiedLines.PRODUCT_ID, "product")
                        .set(ClassifiedLines.SELL_TYPE, sellType)
                        .set(ClassifiedLines.LINE_TS, time(at))
                        .set(ClassifiedLines.LINE_DATE, day(at))
                        .set(ClassifiedLines.LINE_MONTH, month(at))
                        .set(ClassifiedLines.QTY, new BigDecimal(keptQuantity).max(BigDecimal.ONE))
                        .set(ClassifiedLines.QTY_NET, new BigDecimal(keptQuantity))
                        .set(ClassifiedLines.NET, new BigDecimal(net)),
                ClassifiedLines.TABLE);
    }

    Business conversion(String account, String sellType, String at, String value, String refunded) {
        return sold("conversion-" + serial++, account, sellType, "family", at, value, refunded);
    }

    Business sold(
            String conversion,
            String account,
            String sellType,
            String family,
            String at,
            String value,
            String refunded) {
        return add(
                new TableRow(Conversions.TABLE)
                        .set(Conversions.CONVERSION_ID, conversion)
                        .set(Conversions.FAMILY, family)
                        .set(Conversions.ACCOUNT_ID, account)
                        .set(Conversions.SELL_TYPE, sellType)
                        .set(Conversions.CONVERTED_AT, time(at))
                        .set(Conversions.CONVERSION_DATE, day(at))
                        .set(Conversions.CONVERSION_MONTH, month(at))
                        .set(Conversions.VALUE, new BigDecimal(value))
                        .set(Conversions.REFUNDED, new BigDecimal(refunded))
                        .set(Conversions.VALUE_BASIS, basis),
                Conversions.TABLE);
    }

    /** A change of an account's recurring revenue (F2). */
    Business moved(String account, String day, String movementClass, String delta) {
        return add(
                new TableRow(MrrMovements.TABLE)
                        .set(MrrMovements.MOVEMENT_ID, "movement-" + serial++)
                        .set(MrrMovements.ACCOUNT_ID, account)
                        .set(MrrMovements.EFFECTIVE_DATE, Date.valueOf(day))
                        .set(MrrMovements.MOVEMENT_CLASS, movementClass)
                        .set(MrrMovements.MRR_DELTA, new BigDecimal(delta)),
                MrrMovements.TABLE);
    }

    /** What an account's change set gains by an item: a movement (F2) that touches may earn, by the month and by the year. */
    Business gained(String account, String at, String goal, String item, String mrr, String arr) {
        return gained(account, at, goal, item, mrr, arr, true);
    }

    Business gained(String account, String at, String goal, String item, String mrr, String arr, boolean commercial) {
        return add(
                new TableRow(MrrMovements.TABLE)
                        .set(MrrMovements.MOVEMENT_ID, "movement-" + serial++)
                        .set(MrrMovements.ACCOUNT_ID, account)
                        .set(MrrMovements.ITEM_ID, item)
                        .set(MrrMovements.CHANGE_SET_ID, account + "|" + day(at))
                        .set(MrrMovements.FAMILY, "family")
                        .set(MrrMovements.EFFECTIVE_AT, time(at))
                        .set(MrrMovements.EFFECTIVE_DATE, day(at))
                        .set(MrrMovements.EFFECTIVE_MONTH, month(at))
                        .set(MrrMovements.MOVEMENT_CLASS, goal)
                        .set(MrrMovements.IS_COMMERCIAL, commercial)
                        .set(MrrMovements.MRR_DELTA, new BigDecimal(mrr))
                        .set(MrrMovements.ARR_DELTA, new BigDecimal(arr)),
                MrrMovements.TABLE);
    }

    /** Recurring revenue that an account lost on a day (F2), by the class and reason of the decision table. */
    Business lost(String account, String at, String item, String movementClass, String reason) {
        return add(
                new TableRow(MrrMovements.TABLE)
                        .set(MrrMovements.MOVEMENT_ID, "movement-" + serial++)
                        .set(MrrMovements.ACCOUNT_ID, account)
                        .set(MrrMovements.ITEM_ID, item)
                        .set(MrrMovements.CHANGE_SET_ID, account + "|" + day(at))
                        .set(MrrMovements.EFFECTIVE_AT, time(at))
                        .set(MrrMovements.EFFECTIVE_DATE, day(at))
                        .set(MrrMovements.EFFECTIVE_MONTH, month(at))
                        .set(MrrMovements.MOVEMENT_CLASS, movementClass)
                        .set(MrrMovements.REASON, reason)
                        .set(MrrMovements.IS_COMMERCIAL, false)
                        .set(MrrMovements.MRR_DELTA, new BigDecimal("-5.00"))
                        .set(MrrMovements.ARR_DELTA, new BigDecimal("-60.00")),
                MrrMovements.TABLE);
    }

    Business ticket(String account, String at) {
        return add(
                new TableRow(SupportTickets.TABLE)
                        .set(SupportTickets.TICKET_ID, "ticket-" + serial++)
                        .set(SupportTickets.ACCOUNT_ID, account)
                        .set(SupportTickets.OPENED_AT, time(at)),
                SupportTickets.TABLE);
    }

    Business presented(String account, String offer, String at) {
        return add(
                new TableRow(OfferEvents.TABLE)
                        .set(OfferEvents.EVENT_ID, "event-" + serial++)
                        .set(OfferEvents.ACCOUNT_ID, account)
                        .set(OfferEvents.OFFER_ID, offer)
                        .set(OfferEvents.EVENT_TYPE, "presented")
                        .set(OfferEvents.EVENT_TS, time(at)),
                OfferEvents.TABLE);
    }

    Business touched(String account, String campaign, String play, String at) {
        return touched("touch-" + serial++, account, "email", campaign, play, at);
    }

    Business touched(String touch, String account, String channel, String campaign, String play, String at) {
        return add(
                new TableRow(Touchpoints.TABLE)
                        .set(Touchpoints.TOUCHPOINT_ID, touch)
                        .set(Touchpoints.CHANNEL, channel)
                        .set(Touchpoints.ACCOUNT_ID, account)
                        .set(Touchpoints.CAMPAIGN_ID, campaign)
                        .set(Touchpoints.PLAY_ID, play)
                        .set(Touchpoints.EVENT_TS, time(at)),
                Touchpoints.TABLE);
    }

    /** A cost of a campaign. */
    Business cost(String campaign, String amount, String from, String to) {
        return add(
                new TableRow(CampaignCosts.TABLE)
                        .set(CampaignCosts.COST_ID, "cost-" + serial++)
                        .set(CampaignCosts.CAMPAIGN_ID, campaign)
                        .set(CampaignCosts.COST_TYPE, "media")
                        .set(CampaignCosts.AMOUNT, new BigDecimal(amount).setScale(4))
                        .set(CampaignCosts.CURRENCY, "USD")
                        .set(CampaignCosts.PERIOD_START, Date.valueOf(from))
                        .set(CampaignCosts.PERIOD_END, Date.valueOf(to)),
                CampaignCosts.TABLE);
    }

    /** A product with a gross margin. */
    Business margin(String product, String margin) {
        return add(
                new TableRow(Products.TABLE)
                        .set(Products.PRODUCT_ID, product)
                        .set(Products.VALID_FROM, time("2020-01-01T00:00:00Z"))
                        .set(Products.GROSS_MARGIN, new BigDecimal(margin).setScale(6)),
                Products.TABLE);
    }

    /** A look of the group sequential test at an earlier day. */
    Business looked(Row look) {
        rows.computeIfAbsent(ExperimentLooks.TABLE, any -> new ArrayList<>()).add(look);
        return this;
    }

    /** An account in a market. */
    Business inMarket(String id, String market) {
        return add(
                new TableRow(Accounts.TABLE)
                        .set(Accounts.ACCOUNT_ID, id)
                        .set(Accounts.GEO_MARKET_ID, market)
                        .set(Accounts.CREATED_AT, time("2010-01-01T00:00:00Z"))
                        .set(Accounts.IS_INTERNAL, false),
                Accounts.TABLE);
    }

    /** A unit that crosses over, or never does. */
    Business crossing(String unit, String from, String crossover) {
        return add(
                new TableRow(ExperimentAssignments.TABLE)
                        .set(ExperimentAssignments.EXPERIMENT_ID, "e")
                        .set(ExperimentAssignments.UNIT_ID, unit)
                        .set(ExperimentAssignments.ARM, "rollout")
                        .set(ExperimentAssignments.VALID_FROM, time(from))
                        .set(ExperimentAssignments.ASSIGNED_AT, time(from))
                        .set(ExperimentAssignments.CROSSOVER_DATE, crossover == null ? null : Date.valueOf(crossover)),
                ExperimentAssignments.TABLE);
    }

    Business outcome(String unit, String metric, double value) {
        return outcome(unit, metric, value, "2025-03-15T00:00:00Z");
    }

    Business outcome(String unit, String metric, double value, String measuredTo) {
        return add(
                new TableRow(ExperimentOutcomes.TABLE)
                        .set(ExperimentOutcomes.EXPERIMENT_ID, "e")
                        .set(ExperimentOutcomes.UNIT_ID, unit)
                        .set(ExperimentOutcomes.METRIC, metric)
                        .set(ExperimentOutcomes.VALUE, value)
                        .set(ExperimentOutcomes.MEASURED_FROM, Timestamp.from(START))
                        .set(ExperimentOutcomes.MEASURED_TO, time(measuredTo)),
                ExperimentOutcomes.TABLE);
    }

    /** What a conversion is credited with: a posting of F5. */
    Business credited(String conversion, String model, String goal, String touch, String channel, String credit) {
        return add(
                new TableRow(AttributionCredits.TABLE)
                        .set(AttributionCredits.CONVERSION_ID, conversion)
                        .set(AttributionCredits.MODEL, model)
                        .set(AttributionCredits.SELL_TYPE, goal)
                        .set(AttributionCredits.TOUCHPOINT_ID, touch)
                        .set(AttributionCredits.POSTING_SEQ, 1)
                        .set(AttributionCredits.CHANNEL, channel)
                        .set(AttributionCredits.VALUE_BASIS, basis)
                        .set(AttributionCredits.CREDIT, new BigDecimal(credit)),
                AttributionCredits.TABLE);
    }

    Business segment(String account, String type, String segment, String from, String to) {
        return add(
                new TableRow(AccountSegments.TABLE)
                        .set(AccountSegments.ACCOUNT_ID, account)
                        .set(AccountSegments.SEGMENT_TYPE, type)
                        .set(AccountSegments.SEGMENT, segment)
                        .set(AccountSegments.VALID_FROM, time(from))
                        .set(AccountSegments.VALID_TO, to == null ? null : time(to)),
                AccountSegments.TABLE);
    }

    LiftInputs inputs(SparkSession spark) {
        TableRow declared = new TableRow(Experiments.TABLE);
        experiment.forEach(declared::set);
        List<Row> all = new ArrayList<>(List.of(declared.build()));
        others.forEach(
                other -> all.add(declared.set(Experiments.EXPERIMENT_ID, other).build()));
        rows.put(Experiments.TABLE, all);
        LiftInputs inputs = LiftInputs.of(
                table(spark, Experiments.TABLE),
                table(spark, ExperimentAssignments.TABLE),
                table(spark, Accounts.TABLE));
        for (TableSpec table : LiftInputs.OPTIONAL) {
            inputs = inputs.with(table, absentIfEmpty(spark, table));
        }
        return inputs;
    }

    LiftRules rules() {
        return new LiftRules(
                asOf,
                "run-1",
                "1",
                completeFrom,
                new ReportingSettings(zone, "USD", minimum),
                new LiftSettings(0.001, 0.05, buckets, new CalibrationSettings(365, 180, NOTHING_SUPPOSED)));
    }

    Measured measured(SparkSession spark) {
        return Measured.of(LiftStep.of(inputs(spark), rules()));
    }

    /** The rows of {@code kpi.calibration}, of lift measured first. */
    List<Row> calibrated(SparkSession spark) {
        LiftInputs inputs = inputs(spark);
        List<Row> factors = CalibrationStep.of(
                        new CalibrationInputs(
                                inputs,
                                table(spark, Touchpoints.TABLE),
                                table(spark, Conversions.TABLE),
                                table(spark, AttributionCredits.TABLE),
                                LiftStep.of(inputs, rules()).lift()),
                        rules())
                .factors();
        return spark.createDataFrame(factors, Calibrations.TABLE.shape()).collectAsList();
    }

    private Business add(TableRow row, TableSpec table) {
        rows.computeIfAbsent(table, any -> new ArrayList<>()).add(row.build());
        return this;
    }

    private Dataset<Row> absentIfEmpty(SparkSession spark, TableSpec table) {
        return rows.containsKey(table) ? table(spark, table) : null;
    }

    private Dataset<Row> table(SparkSession spark, TableSpec table) {
        return spark.createDataFrame(rows.getOrDefault(table, List.of()), table.shape());
    }

    private static Timestamp time(String instant) {
        return Timestamp.from(Instant.parse(instant));
    }

    private Date day(String instant) {
        return Date.valueOf(Instant.parse(instant).atZone(zone).toLocalDate());
    }

    private Date month(String instant) {
        return Date.valueOf(Instant.parse(instant).atZone(zone).toLocalDate().withDayOfMonth(1));
    }
}
