package io.crosslift.attribution;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.Journeys;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Date;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Yields the postings of one conversion under every model of its goal. */
final class ConversionCredit implements FlatMapFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    static final String CREDIT_CENTS = "credit_cents";
    private static final String NONE = "(none)";

    static final StructType SCHEMA = new StructType()
            .add(AttributionCredits.CONVERSION_ID, DataTypes.StringType)
            .add(AttributionCredits.MODEL, DataTypes.StringType)
            .add(AttributionCredits.TOUCHPOINT_ID, DataTypes.StringType)
            .add(AttributionCredits.POSTING_SEQ, DataTypes.IntegerType)
            .add(AttributionCredits.ACCOUNT_ID, DataTypes.StringType)
            .add(AttributionCredits.WEIGHT, DataTypes.createDecimalType(20, 18))
            .add(CREDIT_CENTS, DataTypes.LongType)
            .add(AttributionCredits.POSTING_KIND, DataTypes.StringType)
            .add(AttributionCredits.POSTED_ON, DataTypes.DateType)
            .add(AttributionCredits.CHANNEL, DataTypes.StringType)
            .add(AttributionCredits.TOUCH_CLASS, DataTypes.StringType)
            .add(AttributionCredits.SELL_TYPE, DataTypes.StringType)
            .add(AttributionCredits.FAMILY, DataTypes.StringType)
            .add(AttributionCredits.VALUE_BASIS, DataTypes.StringType)
            .add(AttributionCredits.FALLBACK, DataTypes.BooleanType)
            .add(AttributionCredits.MODEL_VERSION, DataTypes.StringType)
            .add(AttributionCredits.CONVERSION_MONTH, DataTypes.DateType);

    private final Map<String, Map<String, JourneyCredit>> creditsByGoal;
    private final Map<String, String> versionOfGoal;

    ConversionCredit(Map<String, Map<String, JourneyCredit>> creditsByGoal, Map<String, String> versionOfGoal) {
        this.creditsByGoal = creditsByGoal;
        this.versionOfGoal = versionOfGoal;
    }

    @Override
    public Iterator<Row> call(Row row) {
        String goal = row.getAs(Conversions.SELL_TYPE);
        List<Touch> touches = new ArrayList<>();
        Map<String, String> classOfTouch = new HashMap<>();
        for (Row touch : row.<Row>getList(row.fieldIndex(Journeys.TOUCHES))) {
            touches.add(new Touch(touch.getString(0), touch.getLong(1), touch.getString(2), touch.getString(3)));
            classOfTouch.put(touch.getString(0), touch.getString(3));
        }
        List<Row> postings = new ArrayList<>();
        creditsByGoal.getOrDefault(goal, Map.of()).forEach((model, credit) -> {
            Date day = row.getAs(Conversions.CONVERSION_DATE);
            long value = row.getAs(CreditStep.VALUE_CENTS);
            long converted = row.getAs(CreditStep.CONVERTED_MICROS);
            Conversion conversion = new Conversion(row.getAs(Conversions.CONVERSION_ID), value, 0, converted);
            for (CreditPosting posting : credit.postings(touches, List.of(conversion))) {
                postings.add(
                        posting(row, model, posting, 1, posting.conversionPosting(), "conversion", day, classOfTouch));
            }
            clawbacks(row, model, credit, touches, conversion, classOfTouch, postings);
        });
        return postings.iterator();
    }

    /** Posts each day's refunds as the difference between the credit of what was left before and of what is left after. */
    private void clawbacks(
            Row row,
            String model,
            JourneyCredit credit,
            List<Touch> touches,
            Conversion conversion,
            Map<String, String> classOfTouch,
            List<Row> postings) {
        int column = row.fieldIndex(CreditStep.REFUNDS);
        if (row.isNullAt(column)) {
            return;
        }
        long refunded = 0;
        int sequence = 1;
        for (Row refund : row.<Row>getList(column)) {
            long before = refunded;
            refunded += refund.getLong(1);
            sequence++;
            List<CreditPosting> held = credit.postings(touches, List.of(refunded(conversion, before)));
            List<CreditPosting> left = credit.postings(touches, List.of(refunded(conversion, refunded)));
            for (int i = 0; i < left.size(); i++) {
                long change = left.get(i).clawbackPosting() - held.get(i).clawbackPosting();
                postings.add(posting(
                        row, model, left.get(i), sequence, change, "clawback", refund.getDate(0), classOfTouch));
            }
        }
    }

    private static Conversion refunded(Conversion conversion, long refunded) {
        return new Conversion(conversion.conversionId(), conversion.value(), refunded, conversion.convertedAtMicros());
    }

    private Row posting(
            Row row,
            String model,
            CreditPosting posting,
            int sequence,
            long cents,
            String kind,
            Date postedOn,
            Map<String, String> classOfTouch) {
        String goal = row.getAs(Conversions.SELL_TYPE);
        return RowFactory.create(
                posting.conversionId(),
                model,
                posting.touchpointId(),
                sequence,
                row.getAs(Conversions.ACCOUNT_ID),
                BigDecimal.valueOf(posting.weight()).setScale(18, RoundingMode.HALF_UP),
                cents,
                kind,
                postedOn,
                posting.channel(),
                classOfTouch.getOrDefault(posting.touchpointId(), NONE),
                goal,
                row.getAs(Conversions.FAMILY),
                row.getAs(Conversions.VALUE_BASIS),
                posting.fallback(),
                versionOfGoal.get(goal),
                row.getAs(Conversions.CONVERSION_MONTH));
    }
}
