package io.crosslift.kpi;

import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.try_divide;

import io.crosslift.schema.ColumnTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;

/** Ratios of exact sums: NULL without a denominator, rounded once, half up. */
final class Ratios {
    private static final int MONEY_SCALE = 2;
    private static final int FRACTION_SCALE = 6;

    /** Spark divides integers as doubles; of DECIMALs this wide it keeps some twenty decimals, so one rounding decides. */
    private static final DataType WHOLE = ColumnTypes.decimal(18, 0);

    /** Counts that are multiplied by amounts; the product of a cell fits up to a billion rows. */
    private static final DataType FACTOR = ColumnTypes.decimal(9, 0);

    private Ratios() {}

    /** A count as a factor of an amount. */
    static Column whole(Column count) {
        return count.cast(FACTOR);
    }

    /** numerator / denominator of two counts. */
    static Column ofCounts(Column numerator, Column denominator) {
        return fraction(numerator.cast(WHOLE), denominator.cast(WHOLE));
    }

    /** numerator / denominator of two amounts. */
    static Column ofMoney(Column numerator, Column denominator) {
        return fraction(numerator.cast(ColumnTypes.MONEY), denominator.cast(ColumnTypes.MONEY));
    }

    /** amount / count, in money. */
    static Column moneyPer(Column amount, Column count) {
        return money(amount.cast(ColumnTypes.MONEY), count.cast(WHOLE));
    }

    /** A quotient of two DECIMALs as a fraction. */
    static Column fraction(Column numerator, Column denominator) {
        return round(try_divide(numerator, denominator), FRACTION_SCALE).cast(ColumnTypes.FRACTION);
    }

    /** A quotient of two DECIMALs as money. */
    static Column money(Column numerator, Column denominator) {
        return round(try_divide(numerator, denominator), MONEY_SCALE).cast(ColumnTypes.MONEY);
    }
}
