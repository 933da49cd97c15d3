package io.crosslift.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.crosslift.journey.ConversionJourney.Judged;
import io.crosslift.journey.TouchStanding;
import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.Touchpoints;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;

/** A conversion explained for machines: every touch with its standing, every posting of every model; instants in UTC. */
final class ExplanationJson {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ExplanationJson() {}

    static String of(Row conversion, List<Judged> touches, Map<String, Row> touchById, List<Row> credits) {
        ObjectNode root = MAPPER.createObjectNode();
        for (String field : List.of(
                Conversions.CONVERSION_ID,
                Conversions.ACCOUNT_ID,
                Conversions.SELL_TYPE,
                Conversions.FAMILY,
                Conversions.REASON,
                Conversions.SOURCE_ID)) {
            root.put(field, conversion.<String>getAs(field));
        }
        root.put(Conversions.CONVERTED_AT, instant(conversion, Conversions.CONVERTED_AT));
        root.put(Conversions.VALUE, conversion.<BigDecimal>getAs(Conversions.VALUE));
        root.put(Conversions.REFUNDED, conversion.<BigDecimal>getAs(Conversions.REFUNDED));
        ArrayNode listed = root.putArray("touches");
        touches.forEach(touch -> addTouch(
                listed.addObject(),
                touch,
                Objects.requireNonNull(touchById.get(touch.contact().id()), "a judged touch")));
        ArrayNode posted = root.putArray("postings");
        credits.forEach(credit -> addPosting(posted.addObject(), credit));
        try {
            return MAPPER.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an explanation is no JSON", e);
        }
    }

    private static void addTouch(ObjectNode node, Judged touch, Row row) {
        node.put(Touchpoints.TOUCHPOINT_ID, touch.contact().id());
        node.put(Touchpoints.EVENT_TS, instant(row, Touchpoints.EVENT_TS));
        node.put(Touchpoints.CHANNEL, row.<String>getAs(Touchpoints.CHANNEL));
        node.put(Touchpoints.TOUCH_CLASS, row.<String>getAs(Touchpoints.TOUCH_CLASS));
        node.put(Touchpoints.CAMPAIGN_ID, row.<String>getAs(Touchpoints.CAMPAIGN_ID));
        ArrayNode families = node.putArray(Touchpoints.PROMOTED_FAMILIES);
        touch.contact().families().forEach(families::add);
        node.put("session_no", touch.session());
        node.put("earns", touch.standing() == TouchStanding.EARNS);
        node.put("standing", touch.standing().name().toLowerCase(Locale.ROOT));
    }

    private static void addPosting(ObjectNode node, Row credit) {
        node.put(AttributionCredits.MODEL, credit.<String>getAs(AttributionCredits.MODEL));
        node.put(AttributionCredits.TOUCHPOINT_ID, credit.<String>getAs(AttributionCredits.TOUCHPOINT_ID));
        node.put(AttributionCredits.POSTING_KIND, credit.<String>getAs(AttributionCredits.POSTING_KIND));
        node.put(AttributionCredits.POSTED_ON, String.valueOf(credit.<Object>getAs(AttributionCredits.POSTED_ON)));
        node.put(AttributionCredits.WEIGHT, credit.<BigDecimal>getAs(AttributionCredits.WEIGHT));
        node.put(AttributionCredits.CREDIT, credit.<BigDecimal>getAs(AttributionCredits.CREDIT));
        node.put(AttributionCredits.CALIBRATED_CREDIT, credit.<BigDecimal>getAs(AttributionCredits.CALIBRATED_CREDIT));
    }

    private static String instant(Row row, String field) {
        return row.<Timestamp>getAs(field).toInstant().toString();
    }
}
