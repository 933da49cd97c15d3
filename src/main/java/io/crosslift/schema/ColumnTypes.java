package io.crosslift.schema;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The column types the lakehouse uses; none of them raises a table's reader version. */
public final class ColumnTypes {
    public static final DataType STRING = DataTypes.StringType;
    public static final DataType FLAG = DataTypes.BooleanType;
    public static final DataType INTEGER = DataTypes.IntegerType;
    public static final DataType COUNT = DataTypes.LongType;
    public static final DataType DAY = DataTypes.DateType;
    /** What only the job reads. */
    public static final DataType BYTES = DataTypes.BinaryType;
    /** An instant, stored as UTC microseconds. */
    public static final DataType INSTANT = DataTypes.TimestampType;
    /** An instant where text is written, to the microsecond and with its offset. */
    public static final String INSTANT_AS_TEXT = "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX";

    /** A statistic; never money. */
    public static final DataType REAL = DataTypes.DoubleType;
    /** Money in the reporting currency. */
    public static final DataType MONEY = decimal(18, 2);
    /** Money in its original currency. */
    public static final DataType ORIGINAL_MONEY = decimal(20, 4);
    /** A ratio, published next to its numerator and denominator. */
    public static final DataType FRACTION = decimal(18, 6);

    public static final DataType STRINGS = DataTypes.createArrayType(STRING, false);
    public static final DataType INTEGERS = DataTypes.createArrayType(INTEGER, false);
    public static final DataType STRING_MAP = DataTypes.createMapType(STRING, STRING, false);
    public static final DataType COUNT_MAP = DataTypes.createMapType(STRING, COUNT, false);
    public static final DataType SHARE_MAP = DataTypes.createMapType(STRING, decimal(9, 8), false);

    /** One touch inside a journey. */
    public static final StructType TOUCH = new StructType(new StructField[] {
        DataTypes.createStructField("touchpoint_id", STRING, false),
        DataTypes.createStructField("ts", INSTANT, false),
        DataTypes.createStructField("channel", STRING, false),
        DataTypes.createStructField("touch_class", STRING, false),
        DataTypes.createStructField("session_no", INTEGER, false)
    });

    public static final DataType TOUCH_LIST = DataTypes.createArrayType(TOUCH, false);

    /** A DECIMAL of the given precision and scale. */
    public static DataType decimal(int precision, int scale) {
        return DataTypes.createDecimalType(precision, scale);
    }

    private ColumnTypes() {}
}
