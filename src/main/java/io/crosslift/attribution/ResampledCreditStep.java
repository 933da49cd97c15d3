package io.crosslift.attribution;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.crosslift.schema.AttributionCredits;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How the credit of touch rules varies over resamples of accounts: rules look at times and classes, which paths don't have, so
 * their postings are summed by channel, weighted as each resample draws the account.
 */
public final class ResampledCreditStep {
    private static final int CONVERSIONS = 0;
    private static final int VALUE = 1;
    private static final int QUANTITIES = 2;
    /** Conversions are summed in billionths, whole numbers that add up in any order. */
    private static final int BILLIONTHS = 9;

    private static final StructType SUMS = new StructType()
            .add("model", DataTypes.StringType)
            .add("goal", DataTypes.StringType)
            .add("channel", DataTypes.StringType)
            .add("sums", DataTypes.BinaryType);

    /** Spreads of a channel's share of conversions and of value. */
    public record CreditSpread(Spread shareOfConversions, Spread shareOfValue) {}

    private ResampledCreditStep() {}

    /**
     * Collects the spreads, by model, goal and channel; a few rows per partition reach the driver.
     *
     * @param postings rows of {@link CreditStep#postings}
     * @param models models to resample
     * @param resamples number of resamples
     * @param seed any number
     */
    public static Map<List<String>, CreditSpread> spreads(
            Dataset<Row> postings, List<String> models, int resamples, long seed) {
        MapPartitionsFunction<Row, Row> sum = rows -> summed(rows, resamples, seed);
        Map<List<String>, ResampledSums> sums = new HashMap<>();
        postings.filter(col(AttributionCredits.MODEL)
                        .isin(models.toArray())
                        .and(col(AttributionCredits.POSTING_KIND).equalTo("conversion"))
                        .and(col(AttributionCredits.TOUCHPOINT_ID).notEqual(CreditPosting.UNATTRIBUTED_TOUCH)))
                .select(
                        col(AttributionCredits.MODEL),
                        col(AttributionCredits.SELL_TYPE),
                        col(AttributionCredits.CHANNEL),
                        xxhash64(col(AttributionCredits.ACCOUNT_ID)),
                        col(AttributionCredits.WEIGHT),
                        col(ConversionCredit.CREDIT_CENTS))
                .mapPartitions(sum, Encoders.row(SUMS))
                .collectAsList()
                .forEach(row -> sums.computeIfAbsent(
                                List.of(row.getString(0), row.getString(1), row.getString(2)),
                                key -> new ResampledSums(QUANTITIES, resamples))
                        .add(ResampledSums.read(row.<byte[]>getAs(3), QUANTITIES, resamples)));
        return spreads(sums, resamples);
    }

    private static Iterator<Row> summed(Iterator<Row> rows, int resamples, long seed) {
        AccountWeights weights = new AccountWeights(resamples, seed);
        int[] ofAccount = new int[resamples];
        Map<List<String>, ResampledSums> sums = new HashMap<>();
        while (rows.hasNext()) {
            Row row = rows.next();
            weights.into(row.getLong(3), ofAccount);
            ResampledSums ofChannel = sums.computeIfAbsent(
                    List.of(row.getString(0), row.getString(1), row.getString(2)),
                    key -> new ResampledSums(QUANTITIES, resamples));
            BigDecimal weight = row.getDecimal(4);
            ofChannel.add(
                    CONVERSIONS, ofAccount, weight.movePointRight(BILLIONTHS).longValue());
            ofChannel.add(VALUE, ofAccount, row.getLong(5));
        }
        List<Row> result = new ArrayList<>();
        sums.forEach((key, sum) -> result.add(RowFactory.create(key.get(0), key.get(1), key.get(2), sum.bytes())));
        return result.iterator();
    }

    private static Map<List<String>, CreditSpread> spreads(Map<List<String>, ResampledSums> sums, int resamples) {
        SortedMap<String, ResampledSums> totals = new TreeMap<>();
        sums.forEach((key, sum) -> totals.computeIfAbsent(
                        ofModelAndGoal(key), model -> new ResampledSums(QUANTITIES, resamples))
                .add(sum));
        Map<List<String>, CreditSpread> spreads = new HashMap<>();
        sums.forEach((key, sum) -> {
            ResampledSums total = totals.get(ofModelAndGoal(key));
            if (total != null) {
                spreads.put(
                        key,
                        new CreditSpread(
                                new Spread(shares(sum.of(CONVERSIONS), total.of(CONVERSIONS))),
                                new Spread(shares(sum.of(VALUE), total.of(VALUE)))));
            }
        });
        return spreads;
    }

    private static String ofModelAndGoal(List<String> key) {
        return key.get(0) + "\n" + key.get(1);
    }

    private static double[] shares(long[] parts, long[] totals) {
        double[] shares = new double[parts.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = totals[i] == 0 ? Double.NaN : (double) parts[i] / totals[i];
        }
        return shares;
    }
}
