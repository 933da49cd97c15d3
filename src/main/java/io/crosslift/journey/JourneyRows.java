package io.crosslift.journey;

import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Journeys;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Journeys as rows with instants in microseconds, and touch counts beside them, told apart by {@link #COUNTED}. */
final class JourneyRows {
    /** Touches counted; NULL in a journey's row. */
    static final String COUNTED = "touches_counted";
    /** Fate of the touches counted. */
    static final String FATE = "fate";

    static final String TOUCH_AT = "at";

    private static final StructType TOUCH = new StructType()
            .add("touchpoint_id", DataTypes.StringType)
            .add(TOUCH_AT, DataTypes.LongType)
            .add("channel", DataTypes.StringType)
            .add("touch_class", DataTypes.StringType)
            .add("session_no", DataTypes.IntegerType);

    static final StructType SCHEMA = new StructType()
            .add(Journeys.JOURNEY_ID, DataTypes.StringType)
            .add(Journeys.ACCOUNT_ID, DataTypes.StringType)
            .add(Journeys.GOAL, DataTypes.StringType)
            .add(Journeys.FAMILY, DataTypes.StringType)
            .add(Journeys.END_KIND, DataTypes.StringType)
            .add(Journeys.START_TS, DataTypes.LongType)
            .add(Journeys.END_TS, DataTypes.LongType)
            .add(Journeys.SOURCE_ID, DataTypes.StringType)
            .add(Journeys.CONVERSIONS, DataTypes.LongType)
            .add(Journeys.CONVERSION_IDS, ColumnTypes.STRINGS)
            .add(Journeys.VALUE, DataTypes.LongType)
            .add(Journeys.TOUCHES, DataTypes.createArrayType(TOUCH, false))
            .add(Journeys.CUT, DataTypes.LongType)
            .add(FATE, DataTypes.StringType)
            .add(COUNTED, DataTypes.LongType);

    private JourneyRows() {}

    static Row of(String account, Journey journey) {
        return RowFactory.create(
                id(account, journey),
                account,
                journey.goal().label(),
                journey.family(),
                journey.endKind().label(),
                journey.start(),
                journey.end(),
                journey.source(),
                (long) journey.conversionIds().size(),
                journey.conversionIds().toArray(new String[0]),
                journey.value(),
                touches(journey),
                journey.cut(),
                null,
                null);
    }

    static Row count(Goal goal, TouchFate fate, long touches) {
        return RowFactory.create(
                null,
                null,
                goal.label(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                fate.label(),
                touches);
    }

    /** A converted journey is named by its first conversion, another by its account, goal, family and first touch. */
    private static String id(String account, Journey journey) {
        if (!journey.conversionIds().isEmpty()) {
            return journey.conversionIds().get(0);
        }
        String family = journey.family() == null ? "*" : journey.family();
        return String.join(
                "|", account, journey.goal().label(), family, journey.log().id(journey.touches()[0]));
    }

    private static Row[] touches(Journey journey) {
        List<Row> rows = new ArrayList<>(journey.touches().length);
        TouchLog log = journey.log();
        for (int touch : journey.touches()) {
            rows.add(RowFactory.create(
                    log.id(touch), log.at(touch), log.channel(touch), log.touchClass(touch), log.session(touch)));
        }
        return rows.toArray(new Row[0]);
    }
}
