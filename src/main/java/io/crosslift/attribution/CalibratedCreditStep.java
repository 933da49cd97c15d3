package io.crosslift.attribution;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.Calibrations;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Scales the credit of record by what experiments measured. In: F5 and the applied factors. Out: F5 with {@code calibrated_credit}
 * and, per conversion, calibrated model and posting, one row more: the touch {@code (baseline)} in the channel {@code baseline}, which was
 * credited nothing and holds what would have been sold anyway. It is negative where experiments measured more than was credited.
 *
 * <p>Per conversion, model and posting the calibrated credits add up to the credits, to the cent; a posting's are the difference
 * between the split of what is held after it and before it, so that a full refund ends at 0.00 everywhere. What no touch earned is
 * baseline. Models without a factor of the conversion's value basis keep NULL and get no baseline.
 */
public final class CalibratedCreditStep {
    /** Stands for the touch of what would have been sold anyway. */
    public static final String BASELINE_TOUCH = "(baseline)";

    private static final String POSTINGS = "postings";

    private CalibratedCreditStep() {}

    /**
     * Calibrates.
     *
     * @param credits F5 without calibrated credit
     * @param factors rows of {@code kpi.calibration}, of which those that are applied count
     * @return F5, in the table's shape
     */
    public static Dataset<Row> of(Dataset<Row> credits, List<Row> factors) {
        Map<List<String>, BigDecimal> applied = applied(factors);
        Column calibrated = applied.keySet().stream()
                .map(subject -> List.of(subject.get(0), subject.get(1)))
                .distinct()
                .map(book -> col(AttributionCredits.MODEL)
                        .equalTo(book.get(0))
                        .and(col(AttributionCredits.VALUE_BASIS).equalTo(book.get(1))))
                .reduce(Column::or)
                .orElse(lit(false));
        Dataset<Row> shaped = credits.to(AttributionCredits.TABLE.shape());
        // The posting and the touch come first, so that sorting the rows of a conversion sorts by them.
        Column[] columns = Stream.concat(
                        Stream.of(AttributionCredits.POSTING_SEQ, AttributionCredits.TOUCHPOINT_ID),
                        Arrays.stream(shaped.columns())
                                .filter(name -> !name.equals(AttributionCredits.POSTING_SEQ)
                                        && !name.equals(AttributionCredits.TOUCHPOINT_ID)))
                .map(name -> col(name))
                .toArray(Column[]::new);
        FlatMapFunction<Row, Row> calibrate = new ConversionCalibration(applied);
        Dataset<Row> scaled = shaped.filter(calibrated)
                .groupBy(AttributionCredits.CONVERSION_ID, AttributionCredits.MODEL)
                .agg(array_sort(collect_list(struct(columns))).as(POSTINGS))
                .select(POSTINGS)
                .flatMap(calibrate, Encoders.row(AttributionCredits.TABLE.shape()));
        return shaped.filter(calibrated.equalTo(false)).unionByName(scaled);
    }

    private static Map<List<String>, BigDecimal> applied(List<Row> factors) {
        Map<List<String>, BigDecimal> applied = new HashMap<>();
        for (Row row : factors) {
            if (row.<Boolean>getAs(Calibrations.IS_APPLIED)) {
                applied.put(
                        List.of(
                                row.getAs(Calibrations.MODEL),
                                row.getAs(Calibrations.VALUE_BASIS),
                                row.getAs(Calibrations.GOAL),
                                row.getAs(Calibrations.CHANNEL)),
                        CalibratedSplit.factor(row.<Double>getAs(Calibrations.KAPPA)));
            }
        }
        return applied;
    }

    /** Cents of an amount of money. */
    static long cents(BigDecimal money) {
        return money.movePointRight(2).longValueExact();
    }

    /** The amount of money that cents are. */
    static BigDecimal money(long cents) {
        return BigDecimal.valueOf(cents, 2);
    }
}
