package io.crosslift.attribution;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.Calibrations;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Scales the postings of one conversion under one model, and adds its baseline to each posting. */
final class ConversionCalibration implements FlatMapFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    private static final String NONE = "(none)";

    private final Map<List<String>, BigDecimal> factors;

    /**
     * Scales by factors.
     *
     * @param factors by model, value basis, goal and channel; a channel without one is baseline as a whole
     */
    ConversionCalibration(Map<List<String>, BigDecimal> factors) {
        this.factors = new HashMap<>(factors);
    }

    @Override
    public Iterator<Row> call(Row conversion) {
        SortedMap<Integer, List<Row>> bySequence = new TreeMap<>();
        for (Row posting : conversion.<Row>getList(0)) {
            bySequence
                    .computeIfAbsent(posting.getAs(AttributionCredits.POSTING_SEQ), any -> new ArrayList<>())
                    .add(posting);
        }
        SortedMap<String, Touched> touches = new TreeMap<>(CodePointOrder.CODE_POINT_ORDER);
        List<Row> calibrated = new ArrayList<>();
        bySequence.values().forEach(postings -> calibrated.addAll(calibrate(postings, touches)));
        return calibrated.iterator();
    }

    /** One posting: takes it into what the touches hold and posts the change of the split. */
    private List<Row> calibrate(List<Row> postings, SortedMap<String, Touched> touches) {
        long posted = 0;
        for (Row posting : postings) {
            long cents = CalibratedCreditStep.cents(posting.getAs(AttributionCredits.CREDIT));
            touches.computeIfAbsent(
                            posting.getAs(AttributionCredits.TOUCHPOINT_ID), any -> new Touched(factor(posting)))
                    .held += cents;
            posted += cents;
        }
        List<Touched> inOrder = List.copyOf(touches.values());
        long[] split = CalibratedSplit.split(
                inOrder.stream().map(touch -> touch.held).toList(),
                inOrder.stream().map(touch -> touch.factor).toList());
        for (int i = 0; i < inOrder.size(); i++) {
            inOrder.get(i).due = split[i];
        }
        List<Row> rows = new ArrayList<>();
        long left = posted;
        for (Row posting : postings) {
            Touched touch = touches.get(posting.<String>getAs(AttributionCredits.TOUCHPOINT_ID));
            if (touch == null) {
                throw new IllegalStateException("a posting's touch was just taken in");
            }
            long change = touch.due - touch.calibrated;
            touch.calibrated = touch.due;
            left -= change;
            rows.add(row(posting, Map.of(AttributionCredits.CALIBRATED_CREDIT, CalibratedCreditStep.money(change))));
        }
        rows.add(baseline(postings.get(0), left));
        return rows;
    }

    private BigDecimal factor(Row posting) {
        return factors.getOrDefault(
                List.of(
                        posting.getAs(AttributionCredits.MODEL),
                        posting.getAs(AttributionCredits.VALUE_BASIS),
                        posting.getAs(AttributionCredits.SELL_TYPE),
                        posting.getAs(AttributionCredits.CHANNEL)),
                BigDecimal.ZERO);
    }

    private static Row baseline(Row posting, long cents) {
        return row(
                posting,
                Map.ofEntries(
                        Map.entry(AttributionCredits.TOUCHPOINT_ID, CalibratedCreditStep.BASELINE_TOUCH),
                        Map.entry(AttributionCredits.WEIGHT, BigDecimal.ZERO.setScale(18)),
                        Map.entry(AttributionCredits.CREDIT, CalibratedCreditStep.money(0)),
                        Map.entry(AttributionCredits.CALIBRATED_CREDIT, CalibratedCreditStep.money(cents)),
                        Map.entry(AttributionCredits.CHANNEL, Calibrations.BASELINE_CHANNEL),
                        Map.entry(AttributionCredits.CAMPAIGN_ID, NONE),
                        Map.entry(AttributionCredits.TEAM, NONE),
                        Map.entry(AttributionCredits.TOUCH_CLASS, NONE),
                        Map.entry(AttributionCredits.IS_CAPTURE, false),
                        Map.entry(AttributionCredits.FALLBACK, false)));
    }

    /** A row of F5 that is another one but for some columns. */
    private static Row row(Row posting, Map<String, Object> changed) {
        String[] columns = AttributionCredits.TABLE.columns().fieldNames();
        Object[] values = new Object[columns.length];
        for (int i = 0; i < columns.length; i++) {
            Object change = changed.get(columns[i]);
            values[i] = change == null ? posting.getAs(columns[i]) : change;
        }
        return RowFactory.create(values);
    }

    /** What one touch holds so far, minor units: credit, what of it the newest split gives, and what was posted of that. */
    private static final class Touched {
        private final BigDecimal factor;
        private long held;
        private long due;
        private long calibrated;

        Touched(BigDecimal factor) {
            this.factor = factor;
        }
    }
}
