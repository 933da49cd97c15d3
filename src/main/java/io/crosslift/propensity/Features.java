package io.crosslift.propensity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log1p;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.Touchpoints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What is known of an account strictly before an instant: what it bought, what it was shown and what it did about that. In: rows with
 * {@code account_id} and {@code cut_at}, one per account. Out: the same rows with one number per feature; counts, days and amounts as
 * log(1 + x), so that a large customer is not all there is.
 */
final class Features {
    static final String ACCOUNT_ID = "account_id";
    /** Instant that every event of a feature lies before. */
    static final String CUT_AT = "cut_at";

    private static final String EVENT_ACCOUNT = "_event_account";
    private static final String EVENT_AT = "_event_at";
    /** What an event was about: a family, a kind of event. */
    private static final String WHAT = "_what";

    private static final String NET = "_net";
    /** Days from an event to the cut. */
    private static final String AGE = "_age";

    private static final String FOUND = "_found";
    private static final String SINCE_PURCHASE = "days_since_purchase";
    /** Stands for the days since a purchase that never was. */
    private static final double NEVER_DAYS = 3650;

    private static final long DAY = 86_400;
    private static final List<Integer> SPANS = List.of(30, 90, 365);

    private Features() {}

    /** Accounts to accounts with features, named by {@link #names}. */
    static Dataset<Row> of(Dataset<Row> accounts, PropensityInputs inputs) {
        Dataset<Row> known = accounts;
        for (Happenings kind : Happenings.in(inputs)) {
            known = with(known, kind);
        }
        return known;
    }

    /** Names of the features, in the order of the model's coefficients. */
    static List<String> names(PropensityInputs inputs) {
        return Happenings.in(inputs).stream()
                .flatMap(kind -> kind.features().keySet().stream())
                .toList();
    }

    /**
     * Events of one kind and what is made of them.
     *
     * @param events {@link #EVENT_ACCOUNT}, {@link #EVENT_AT}, {@link #WHAT} and {@link #NET}
     * @param features aggregates over an account's events before the cut, in order
     */
    private record Happenings(Dataset<Row> events, Map<String, Column> features) {
        static List<Happenings> in(PropensityInputs inputs) {
            List<Happenings> kinds = new ArrayList<>();
            kinds.add(new Happenings(
                    rows(
                            inputs.lines(),
                            ClassifiedLines.ACCOUNT_ID,
                            ClassifiedLines.LINE_TS,
                            ClassifiedLines.FAMILY,
                            col(ClassifiedLines.NET).cast("double")),
                    purchases()));
            kinds.add(new Happenings(
                    rows(
                            inputs.conversions(),
                            Conversions.ACCOUNT_ID,
                            Conversions.CONVERTED_AT,
                            Conversions.SELL_TYPE,
                            lit(0.0)),
                    Map.of("conversions_365", log1p(number(365)))));
            Dataset<Row> touchpoints = inputs.lift().touchpoints();
            if (touchpoints != null) {
                kinds.add(new Happenings(
                        rows(
                                touchpoints,
                                Touchpoints.ACCOUNT_ID,
                                Touchpoints.EVENT_TS,
                                Touchpoints.TOUCH_CLASS,
                                lit(0.0)),
                        touches()));
            }
            Dataset<Row> offerEvents = inputs.lift().offerEvents();
            if (offerEvents != null) {
                kinds.add(new Happenings(
                        rows(
                                offerEvents,
                                OfferEvents.ACCOUNT_ID,
                                OfferEvents.EVENT_TS,
                                OfferEvents.EVENT_TYPE,
                                lit(0.0)),
                        offers()));
            }
            return kinds;
        }
    }

    private static Map<String, Column> purchases() {
        Map<String, Column> features = new LinkedHashMap<>();
        features.put(SINCE_PURCHASE, log1p(min(AGE)));
        features.put("days_since_first_purchase", log1p(max(AGE)));
        features.put("families_bought", log1p(count_distinct(col(WHAT)).cast("double")));
        for (int days : SPANS) {
            features.put("lines_" + days, log1p(number(days)));
            features.put(
                    "net_" + days,
                    log1p(greatest(lit(0.0), coalesce(sum(when(col(AGE).leq(days), col(NET))), lit(0.0)))));
        }
        return features;
    }

    private static Map<String, Column> touches() {
        Map<String, Column> features = new LinkedHashMap<>();
        features.put("touches_30", log1p(number(30)));
        features.put("touches_90", log1p(number(90)));
        return features;
    }

    private static Map<String, Column> offers() {
        Map<String, Column> features = new LinkedHashMap<>();
        for (String type : List.of("presented", "clicked", "accepted")) {
            Column recent = col(WHAT).equalTo(type).and(col(AGE).leq(90));
            features.put(
                    "offers_" + type + "_90", log1p(count(when(recent, lit(1))).cast("double")));
        }
        return features;
    }

    private static Column number(int days) {
        return count(when(col(AGE).leq(days), lit(1))).cast("double");
    }

    private static Dataset<Row> rows(Dataset<Row> table, String account, String at, String what, Column net) {
        return table.select(
                col(account).as(EVENT_ACCOUNT), col(at).as(EVENT_AT), col(what).as(WHAT), net.as(NET));
    }

    private static Dataset<Row> with(Dataset<Row> accounts, Happenings kind) {
        Column before =
                col(ACCOUNT_ID).equalTo(col(EVENT_ACCOUNT)).and(col(EVENT_AT).lt(col(CUT_AT)));
        Column[] computed = kind.features().entrySet().stream()
                .map(feature -> feature.getValue().as(feature.getKey()))
                .toArray(Column[]::new);
        Column age =
                col(CUT_AT).cast("double").minus(col(EVENT_AT).cast("double")).divide(DAY);
        Dataset<Row> found = accounts.select(ACCOUNT_ID, CUT_AT)
                .join(kind.events(), before, "inner")
                .withColumn(AGE, age)
                .groupBy(col(ACCOUNT_ID).as(FOUND))
                .agg(computed[0], Arrays.copyOfRange(computed, 1, computed.length));
        Dataset<Row> joined = accounts.join(found, col(ACCOUNT_ID).equalTo(col(FOUND)), "left");
        for (String name : kind.features().keySet()) {
            double none = name.equals(SINCE_PURCHASE) ? Math.log1p(NEVER_DAYS) : 0;
            joined = joined.withColumn(name, coalesce(col(name), lit(none)));
        }
        return joined.drop(FOUND);
    }
}
