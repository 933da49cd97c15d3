package io.crosslift.lift;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.Offers;
import io.crosslift.schema.Touchpoints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Lift and credit of the same sales, as whole numbers: of the same units (eligible, window elapsed), days (assignment to end of window),
 * family (the experiment's, where it has one) and definition: value less refunds on the basis that attribution credits, which is money of
 * one sale or what recurs in a year or month. Bases are never added up.
 *
 * <p>The touches of an experiment are those whose campaign or play it names, or whose play is that of an offer it names.
 */
final class CreditComparison {
    static final String EXPERIMENT_ID = ExperimentJoin.EXPERIMENT_ID;
    static final String CONTROL = "is_control";
    static final String GOAL = "goal";
    static final String BASIS = "basis";
    static final String MODEL = AttributionCredits.MODEL;
    static final String CHANNEL = AttributionCredits.CHANNEL;
    static final String UNITS = "units";
    static final String MEASURED_TO = "measured_to";
    static final String KIND = "kind";
    static final String SUM = "sum";
    static final String SQUARES = "squares";

    private static final String UNIT = ExperimentJoin.UNIT_ID;
    private static final String WINDOW = "compared_days";
    private static final String FAMILY = "compared_family";
    private static final String CONTROL_ARM = "compared_control";
    private static final String REFERENCE = "reference";
    private static final String CENTS = "cents";
    private static final String CONVERSION = "sold_conversion";

    private final Dataset<Row> units;
    private final Dataset<Row> sold;
    private final Dataset<Row> touches;
    private final Dataset<Row> credits;

    /** Compares some experiments, each over its window. */
    CreditComparison(CalibrationInputs inputs, Map<Experiment, ComparedWindow> compared, LiftRules rules) {
        this.units = units(inputs.tables(), compared, rules);
        this.sold = sold(units, inputs.conversions());
        this.credits = inputs.credits();
        this.touches = touches(inputs, compared.keySet());
    }

    /** What {@link #rows} has several kinds of. */
    enum Kind {
        CHANNELS,
        POPULATION,
        BOUGHT,
        CREDITED
    }

    /** Everything that reaches the driver, in one dataset, so that it is computed at once; {@link #KIND} says what a row is. */
    Dataset<Row> rows() {
        return Stream.of(
                        of(Kind.CHANNELS, channels()),
                        of(Kind.POPULATION, population()),
                        of(Kind.BOUGHT, bought()),
                        of(Kind.CREDITED, credited()))
                .reduce((some, more) -> some.unionByName(more, true))
                .orElseThrow();
    }

    private static Dataset<Row> of(Kind kind, Dataset<Row> rows) {
        return rows.withColumn(KIND, lit(kind.name()));
    }

    /** Units and the last day of their windows: {@code experiment_id, is_control, units, measured_to}. */
    private Dataset<Row> population() {
        return units.groupBy(EXPERIMENT_ID, CONTROL)
                .agg(
                        count(lit(1)).as(UNITS),
                        max(date_add(col(ExperimentJoin.FROM_DAY), col(WINDOW))).as(MEASURED_TO));
    }

    /** What units bought: {@code experiment_id, is_control, goal, basis, sum, squares}, cents over units. */
    private Dataset<Row> bought() {
        return sums(sold, EXPERIMENT_ID, CONTROL, GOAL, BASIS);
    }

    /**
     * What the experiments' touches were credited with of what treated units bought: {@code experiment_id, model, goal, basis, sum,
     * squares}.
     */
    private Dataset<Row> credited() {
        Dataset<Row> posted = credits.select(
                col(AttributionCredits.CONVERSION_ID),
                col(MODEL),
                col(AttributionCredits.TOUCHPOINT_ID).as("posted_touch"),
                cents(col(AttributionCredits.CREDIT)).as(CENTS));
        Dataset<Row> ofTreated = sold.filter(col(CONTROL).equalTo(false)).drop(CENTS);
        Dataset<Row> ofTouches =
                touches.select(col(EXPERIMENT_ID).as("touch_experiment"), col(Touchpoints.TOUCHPOINT_ID));
        return sums(
                ofTreated
                        .join(posted, col(CONVERSION).equalTo(col(AttributionCredits.CONVERSION_ID)))
                        .join(
                                ofTouches,
                                col(EXPERIMENT_ID)
                                        .equalTo(col("touch_experiment"))
                                        .and(col("posted_touch").equalTo(col(Touchpoints.TOUCHPOINT_ID)))),
                EXPERIMENT_ID,
                MODEL,
                GOAL,
                BASIS);
    }

    /** Channels of the experiments' touches: {@code experiment_id, channel}. */
    private Dataset<Row> channels() {
        return touches.select(EXPERIMENT_ID, CHANNEL).distinct();
    }

    /** Rows with cents to their sum and sum of squares over units. */
    private static Dataset<Row> sums(Dataset<Row> rows, String... cell) {
        Column[] ofUnit = Stream.concat(Arrays.stream(cell), Stream.of(UNIT))
                .map(name -> col(name))
                .toArray(Column[]::new);
        Column amount = col("of_unit").cast("decimal(18,0)");
        return rows.groupBy(ofUnit)
                .agg(sum(CENTS).as("of_unit"))
                .groupBy(Arrays.stream(cell).map(name -> col(name)).toArray(Column[]::new))
                .agg(sum(amount).as(SUM), sum(amount.multiply(amount)).as(SQUARES));
    }

    private static Dataset<Row> units(LiftInputs inputs, Map<Experiment, ComparedWindow> compared, LiftRules rules) {
        StructType shape = new StructType()
                .add(EXPERIMENT_ID, DataTypes.StringType)
                .add(WINDOW, DataTypes.IntegerType)
                .add(CONTROL_ARM, DataTypes.StringType)
                .add(FAMILY, DataTypes.StringType);
        List<Row> rows = new ArrayList<>();
        compared.forEach((experiment, window) -> rows.add(
                RowFactory.create(experiment.id(), window.days(), experiment.controlArm(), experiment.family())));
        SparkSession spark = inputs.experiments().sparkSession();
        return ExperimentJoin.units(inputs, compared.keySet(), rules)
                .filter(col(ExperimentJoin.ELIGIBLE))
                .join(broadcast(spark.createDataFrame(rows, shape)), EXPERIMENT_ID)
                .filter(col(ExperimentJoin.DAYS).geq(col(WINDOW)))
                .select(
                        col(EXPERIMENT_ID),
                        col(UNIT),
                        col(ExperimentJoin.ARM).equalTo(col(CONTROL_ARM)).as(CONTROL),
                        col(ExperimentJoin.FROM_AT),
                        col(ExperimentJoin.FROM_DAY),
                        col(WINDOW),
                        col(FAMILY));
    }

    private static Dataset<Row> sold(Dataset<Row> units, Dataset<Row> conversions) {
        Dataset<Row> all = conversions.select(
                col(Conversions.ACCOUNT_ID).as("sold_account"),
                col(Conversions.CONVERSION_ID).as(CONVERSION),
                col(Conversions.SELL_TYPE).as(GOAL),
                col(Conversions.VALUE_BASIS).as(BASIS),
                col(Conversions.FAMILY).as("sold_family"),
                col(Conversions.CONVERTED_AT).as("sold_at"),
                col(Conversions.CONVERSION_DATE).as("sold_on"),
                cents(col(Conversions.VALUE).minus(col(Conversions.REFUNDED))).as(CENTS));
        Column inWindow = col("sold_at")
                .geq(col(ExperimentJoin.FROM_AT))
                .and(datediff(col("sold_on"), col(ExperimentJoin.FROM_DAY)).leq(col(WINDOW)));
        Column ofFamily = col(FAMILY).isNull().or(col(FAMILY).equalTo(col("sold_family")));
        return units.join(
                        all,
                        col(UNIT).equalTo(col("sold_account")).and(inWindow).and(ofFamily))
                .select(EXPERIMENT_ID, CONTROL, UNIT, CONVERSION, GOAL, BASIS, CENTS);
    }

    private static Dataset<Row> touches(CalibrationInputs inputs, Collection<Experiment> experiments) {
        StructType shape =
                new StructType().add(EXPERIMENT_ID, DataTypes.StringType).add(REFERENCE, DataTypes.StringType);
        List<Row> rows = experiments.stream()
                .flatMap(experiment -> experiment.exposureRefs().stream()
                        .map(reference -> RowFactory.create(experiment.id(), reference)))
                .toList();
        Dataset<Row> references = inputs.credits().sparkSession().createDataFrame(rows, shape);
        Dataset<Row> offers = inputs.tables().offers();
        if (offers != null) {
            Dataset<Row> plays = offers.filter(col(Offers.PLAY_ID).isNotNull())
                    .select(
                            col(Offers.OFFER_ID).as("offer_of_play"),
                            col(Offers.PLAY_ID).as("play"));
            references = references.unionByName(references
                    .join(plays, col(REFERENCE).equalTo(col("offer_of_play")))
                    .select(col(EXPERIMENT_ID), col("play").as(REFERENCE)));
        }
        Column shown = array_compact(array(col(Touchpoints.CAMPAIGN_ID), col(Touchpoints.PLAY_ID)));
        return inputs.touchpoints()
                .select(
                        col(Touchpoints.TOUCHPOINT_ID),
                        col(Touchpoints.CHANNEL),
                        explode(shown).as(REFERENCE))
                .join(broadcast(references.distinct()), REFERENCE)
                .select(EXPERIMENT_ID, Touchpoints.TOUCHPOINT_ID, Touchpoints.CHANNEL)
                .distinct();
    }

    private static Column cents(Column money) {
        return money.multiply(100).cast(ColumnTypes.COUNT);
    }
}
