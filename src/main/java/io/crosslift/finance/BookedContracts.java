package io.crosslift.finance;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.get_json_object;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.ReportingSettings;
import io.crosslift.finance.booking.Booking;
import io.crosslift.finance.booking.BookingMatch;
import io.crosslift.finance.booking.MovedDay;
import io.crosslift.finance.booking.SignedContract;
import io.crosslift.schema.Bookings;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Contracts;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.Quarantine;
import io.crosslift.schema.SubscriptionItems;
import io.crosslift.schema.Subscriptions;
import io.crosslift.source.rules.LocalDays;
import java.math.BigDecimal;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Every contract against the movements of recurring revenue that it brought: {@link BookingMatch} account by account and currency by
 * currency. Out: one row per contract, {@link Bookings} without the stamps of the run.
 */
public final class BookedContracts {
    private static final String CONTRACTS = "contracts";
    private static final String MOVED = "moved";
    private static final String IN_QUARANTINE = "in_quarantine";
    private static final String DAY = "day";
    private static final String ORIGINAL = "original";
    private static final String VALUE = "value";
    private static final String TRANSFERRED = "transferred";
    private static final String VALUATION = "valuation";
    private static final String MOVEMENTS = "movements";
    private static final String[] KEYS = {Contracts.ACCOUNT_ID, Contracts.CURRENCY};
    private static final BigDecimal CENT = new BigDecimal("0.01");
    /** In a currency of its own a movement keeps the change of a month: of two that are rounded, twelve times, and the year's own. */
    private static final BigDecimal YEAR_OF_MONTHS = new BigDecimal("0.125");

    private static final StructType BOOKED = new StructType(new StructField[] {
        DataTypes.createStructField(Bookings.CONTRACT_ID, ColumnTypes.STRING, true),
        DataTypes.createStructField(Bookings.ACCOUNT_ID, ColumnTypes.STRING, true),
        DataTypes.createStructField(Bookings.KIND, ColumnTypes.STRING, true),
        DataTypes.createStructField(Bookings.SIGNED_ON, ColumnTypes.DAY, true),
        DataTypes.createStructField(Bookings.EFFECTIVE_ON, ColumnTypes.DAY, true),
        DataTypes.createStructField(Bookings.SIGNED_ARR, ColumnTypes.MONEY, true),
        DataTypes.createStructField(Bookings.ARR_DELTA, ColumnTypes.MONEY, true),
        DataTypes.createStructField(Bookings.REASON_CODE, ColumnTypes.STRING, true)
    });

    /**
     * What is compared.
     *
     * @param contracts R23
     * @param movements F2
     * @param subscriptions R09, for the accounts of items in quarantine
     * @param quarantine Q1
     * @param fxRates R17, or null
     */
    public record Inputs(
            Dataset<Row> contracts,
            Dataset<Row> movements,
            Dataset<Row> subscriptions,
            Dataset<Row> quarantine,
            @Nullable Dataset<Row> fxRates) {}

    private BookedContracts() {}

    /** The contracts signed up to a day. */
    public static Dataset<Row> of(
            Inputs inputs, ReportingSettings reporting, int windowDays, LocalDate asOf, String definitionVersion) {
        Dataset<Row> evidence = signed(inputs, reporting)
                .join(moved(inputs.movements(), reporting), KEYS, "left")
                .join(quarantined(inputs), new String[] {Contracts.ACCOUNT_ID}, "left");
        String home = reporting.currency();
        FlatMapFunction<Row, Row> match = row -> matched(row, asOf, windowDays, home);
        return dated(evidence.flatMap(match, Encoders.row(BOOKED)), windowDays, asOf, home, definitionVersion);
    }

    private static Iterator<Row> matched(Row row, LocalDate asOf, int windowDays, String home) {
        String account = row.getAs(Contracts.ACCOUNT_ID);
        BigDecimal rounding = row.getAs(Contracts.CURRENCY).equals(home) ? CENT : YEAR_OF_MONTHS;
        boolean inQuarantine = row.getAs(IN_QUARANTINE) != null;
        List<Row> moved = row.getAs(MOVED) == null ? List.of() : row.getList(row.fieldIndex(MOVED));
        return BookingMatch.of(
                        row.<Row>getList(row.fieldIndex(CONTRACTS)).stream()
                                .map(BookedContracts::contract)
                                .toList(),
                        moved.stream().map(BookedContracts::movedDay).toList(),
                        new BookingMatch.Bounds(asOf, windowDays, rounding, inQuarantine))
                .stream()
                .map(booking -> booked(account, booking))
                .iterator();
    }

    private static SignedContract contract(Row row) {
        return new SignedContract(
                row.getAs(Contracts.CONTRACT_ID),
                SignedContract.Kind.valueOf(row.<String>getAs(Contracts.KIND).toUpperCase(Locale.ROOT)),
                row.<Date>getAs(DAY).toLocalDate(),
                row.<Date>getAs(Contracts.NEXT_RENEWAL_DATE).toLocalDate(),
                row.getAs(ORIGINAL),
                row.getAs(VALUE));
    }

    private static MovedDay movedDay(Row row) {
        return new MovedDay(
                row.<Date>getAs(DAY).toLocalDate(),
                row.getAs(ORIGINAL),
                row.getAs(VALUE),
                row.getAs(TRANSFERRED),
                row.getAs(VALUATION),
                Math.toIntExact(row.<Long>getAs(MOVEMENTS)));
    }

    private static Row booked(String account, Booking booking) {
        SignedContract contract = booking.contract();
        return RowFactory.create(
                contract.id(),
                account,
                contract.kind().name().toLowerCase(Locale.ROOT),
                Date.valueOf(contract.signed()),
                booking.effective() == null ? null : Date.valueOf(booking.effective()),
                contract.value(),
                booking.value(),
                booking.reason() == null ? null : booking.reason().name());
    }

    /** One row per account and currency with its contracts: a year of what recurs, there and at the rate of the day. */
    private static Dataset<Row> signed(Inputs inputs, ReportingSettings reporting) {
        String rate = "rate_of_signing";
        Column yearly = col(Contracts.RECURRING_TCV).multiply(12).divide(col(Contracts.TERM_MONTHS));
        return DailyRates.on(
                        inputs.contracts(), Contracts.CURRENCY, Contracts.SIGNED_AT, inputs.fxRates(), reporting, rate)
                .withColumn(DAY, LocalDays.day(col(Contracts.SIGNED_AT), reporting.timeZone()))
                .withColumn(
                        Contracts.NEXT_RENEWAL_DATE,
                        coalesce(col(Contracts.NEXT_RENEWAL_DATE), add_months(col(DAY), col(Contracts.TERM_MONTHS))))
                .withColumn(ORIGINAL, money(round(yearly, 2)))
                .withColumn(VALUE, money(round(col(ORIGINAL).multiply(col(rate)), 2)))
                .groupBy(Contracts.ACCOUNT_ID, Contracts.CURRENCY)
                .agg(collect_list(struct(
                                Contracts.CONTRACT_ID,
                                Contracts.KIND,
                                DAY,
                                Contracts.NEXT_RENEWAL_DATE,
                                ORIGINAL,
                                VALUE))
                        .as(CONTRACTS));
    }

    /** One row per account and currency with what moved its recurring revenue, day by day. */
    private static Dataset<Row> moved(Dataset<Row> movements, ReportingSettings reporting) {
        Column transfer = col(MrrMovements.MOVEMENT_CLASS).isin("transfer_in", "transfer_out");
        Column valuation = transfer.or(col(MrrMovements.MOVEMENT_CLASS).equalTo("fx_effect"));
        Column original = when(col(MrrMovements.ORIG_CCY).equalTo(reporting.currency()), col(MrrMovements.ARR_DELTA))
                .otherwise(col(MrrMovements.ORIG_MRR_DELTA).multiply(12));
        Column nothing = lit(0);
        return movements
                .groupBy(
                        col(MrrMovements.ACCOUNT_ID).as(Contracts.ACCOUNT_ID),
                        col(MrrMovements.ORIG_CCY).as(Contracts.CURRENCY),
                        col(MrrMovements.EFFECTIVE_DATE).as(DAY))
                .agg(
                        money(sum(when(valuation, nothing).otherwise(original))).as(ORIGINAL),
                        money(sum(when(valuation, nothing).otherwise(col(MrrMovements.ARR_DELTA))))
                                .as(VALUE),
                        money(sum(when(transfer, original).otherwise(nothing))).as(TRANSFERRED),
                        money(sum(when(valuation, col(MrrMovements.ARR_DELTA)).otherwise(nothing)))
                                .as(VALUATION),
                        count(lit(1)).as(MOVEMENTS))
                .groupBy(Contracts.ACCOUNT_ID, Contracts.CURRENCY)
                .agg(collect_list(struct(DAY, ORIGINAL, VALUE, TRANSFERRED, VALUATION, MOVEMENTS))
                        .as(MOVED));
    }

    /** Accounts of which a subscription, or an item of one, lies in quarantine. */
    private static Dataset<Row> quarantined(Inputs inputs) {
        Column raw = col(Quarantine.RAW_JSON);
        String subscription = "quarantined_subscription";
        Dataset<Row> waiting = inputs.quarantine()
                .filter(col(Quarantine.TABLE_NAME)
                        .isin(Subscriptions.TABLE.qualifiedName(), SubscriptionItems.TABLE.qualifiedName())
                        .and(col(Quarantine.RESOLVED_AT).isNull()))
                .select(
                        get_json_object(raw, "$." + Subscriptions.ACCOUNT_ID).as("named"),
                        get_json_object(raw, "$." + Subscriptions.SUBSCRIPTION_ID)
                                .as(subscription));
        Dataset<Row> owners = inputs.subscriptions()
                .select(
                        col(Subscriptions.SUBSCRIPTION_ID).as("owned"),
                        col(Subscriptions.ACCOUNT_ID).as("owner"));
        return waiting.join(owners, col(subscription).equalTo(col("owned")), "left")
                .select(coalesce(col("named"), col("owner")).as(Contracts.ACCOUNT_ID))
                .filter(col(Contracts.ACCOUNT_ID).isNotNull())
                .distinct()
                .withColumn(IN_QUARANTINE, lit(true));
    }

    private static Dataset<Row> dated(
            Dataset<Row> booked, int windowDays, LocalDate asOf, String currency, String definitionVersion) {
        Dataset<Row> months = booked.withColumn(
                        Bookings.DIFFERENCE, money(col(Bookings.SIGNED_ARR).minus(col(Bookings.ARR_DELTA))))
                .withColumn(KpiColumns.PERIOD_START, trunc(col(Bookings.SIGNED_ON), "month"));
        Column mature = col(Bookings.SIGNED_ON).leq(lit(Date.valueOf(asOf.minusDays(windowDays))));
        return Months.published(months, mature, currency, definitionVersion);
    }

    private static Column money(Column amount) {
        return amount.cast(ColumnTypes.MONEY);
    }
}
