package io.crosslift.job;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_seconds;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.BuildVersions;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.journey.JourneyEvents;
import io.crosslift.journey.JourneyRules;
import io.crosslift.journey.JourneyStep;
import io.crosslift.lake.CommitStamp;
import io.crosslift.lake.Lake;
import io.crosslift.lake.Slice;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.Journeys;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Times journeys and path counts against the floor measured in the same run: reading the same columns of the same touches, one
 * shuffle by account, a sort, and writing nothing. One account has 5 % of all touches.
 */
public final class JourneyBench {
    private static final LocalDate AS_OF = LocalDate.of(2025, 12, 31);
    private static final long START = AS_OF.minusDays(365).toEpochDay() * 86_400L;
    private static final long SECONDS_OF_YEAR = 365L * 86_400L;
    private static final int TOUCHES_PER_ACCOUNT = 10;
    private static final int FAMILIES = 40;
    private static final int ROUNDS = 3;

    private final SparkSession spark;
    private final ResolvedSettings settings;
    private final Console console;
    private final Lake lake;

    public JourneyBench(SparkSession spark, ResolvedSettings settings, Console console) {
        this.spark = spark;
        this.settings = settings;
        this.console = console;
        this.lake = new Lake(
                spark,
                settings.settings().lake(),
                new CommitStamp(
                        "bench", AS_OF, settings.hash(), BuildVersions.read().project()));
    }

    /**
     * Generates the tables if they are not there, then measures, the floor and the job in turn.
     *
     * @param peers whether to time the usual windows with {@code collect_list} too, after everything else
     */
    public void run(long touches, boolean peers) {
        generate(touches);
        Dataset<Row> touchpoints = lake.read(Touchpoints.TABLE);
        long generated = touchpoints.count();
        JourneyRules rules = JourneyRules.of(
                settings.settings().journey(), Long.MIN_VALUE, AS_OF.plusDays(1).toEpochDay() * 86_400_000_000L);
        Dataset<Row> events =
                JourneyEvents.of(touchpoints, lake.read(Conversions.TABLE), lake.read(OwnershipChanges.TABLE));
        double[] floor = new double[ROUNDS];
        double[] paths = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            floor[round] = seconds(() -> floor(touchpoints));
            paths[round] = seconds(() -> JourneyStep.pathCounts(JourneyStep.build(events, rules)));
            console.progress(String.format(
                    Locale.ROOT,
                    "round %d: floor %.1f s, journeys and paths %.1f s",
                    round + 1,
                    floor[round],
                    paths[round]));
        }
        double best = best(floor);
        double ours = best(paths);
        console.result(String.format(Locale.ROOT, "touches              %,d", generated));
        console.result(String.format(Locale.ROOT, "floor                %.1f s", best));
        console.result(String.format(Locale.ROOT, "journeys to paths    %.1f s", ours));
        console.result(String.format(Locale.ROOT, "ratio                %.2f x the floor", ours / best));
        console.result(String.format(Locale.ROOT, "touches per second   %,.0f", generated / ours));
        console.result(String.format(Locale.ROOT, "peak heap            %.2f GB", peakHeap() / 1e9));
        console.result("peak resident        " + peakResident());
        written(events, rules);
        if (peers) {
            double[] usual = new double[ROUNDS];
            Arrays.setAll(usual, round -> seconds(() -> windowAndCollectList(events)));
            console.result(String.format(
                    Locale.ROOT,
                    "window, collect_list %.1f s, %.2f x ours; peak heap by then %.2f GB",
                    best(usual),
                    best(usual) / ours,
                    peakHeap() / 1e9));
        }
    }

    private static Dataset<Row> floor(Dataset<Row> touchpoints) {
        return JourneyEvents.touches(touchpoints)
                .repartition(col("account_id"))
                .sortWithinPartitions("account_id", "at", "id");
    }

    /** The same rows once more: into a declared table with its checks and partitions, and as plain Delta with neither. */
    private void written(Dataset<Row> events, JourneyRules rules) {
        lake.replace(
                Journeys.TABLE,
                Slice.whole(),
                JourneyStep.journeys(
                        JourneyStep.build(events, rules), settings.settings().reporting()));
        Dataset<Row> journeys = lake.read(Journeys.TABLE);
        String plain = lake.pathOf(Journeys.TABLE) + "_plain_copy";
        double[] declared = new double[ROUNDS];
        double[] copied = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            declared[round] = timed(() -> lake.replace(Journeys.TABLE, Slice.whole(), journeys));
            copied[round] = timed(
                    () -> journeys.write().format("delta").mode("overwrite").save(plain));
        }
        console.result(String.format(
                Locale.ROOT,
                "journey table        %.1f s to write, %.1f s as plain Delta, ratio %.2f",
                best(declared),
                best(copied),
                best(declared) / best(copied)));
    }

    /** The usual way in PySpark, of a simpler question: journeys end at a conversion only and every touch is eligible. */
    private static Dataset<Row> windowAndCollectList(Dataset<Row> events) {
        WindowSpec before = Window.partitionBy("account_id")
                .orderBy("at", "kind", "id")
                .rowsBetween(Window.unboundedPreceding(), -1);
        Column conversion = col("kind").equalTo(1);
        return events.filter(col("kind").leq(1))
                .withColumn(
                        "journey",
                        coalesce(sum(when(conversion, 1).otherwise(0)).over(before), lit(0)))
                .groupBy("account_id", "journey")
                .agg(
                        sort_array(collect_list(when(not(conversion), struct(col("at"), col("id"), col("first")))))
                                .getField("first")
                                .as("channels"),
                        max(when(conversion, 1).otherwise(0)).as("conversions"))
                .groupBy(concat_ws(" > ", col("channels")).as("path"))
                .agg(sum("conversions"), count(lit(1)));
    }

    private void generate(long touches) {
        if (lake.exists(Touchpoints.TABLE)) {
            return;
        }
        long accounts = Math.max(1, touches / TOUCHES_PER_ACCOUNT);
        console.progress(
                "generating " + Console.grouped(touches) + " touches of " + Console.grouped(accounts) + " accounts");
        write(Touchpoints.TABLE, touchpoints(touches, accounts));
        write(Conversions.TABLE, conversions(accounts));
        write(OwnershipChanges.TABLE, acquisitions(accounts));
    }

    private Dataset<Row> touchpoints(long touches, long accounts) {
        Column account = when(pmod(col("id"), lit(20)).equalTo(0), lit(0L))
                .otherwise(pmod(hash(col("id"), lit(1)).cast("bigint"), lit(accounts)));
        Column at = lit(START).plus(pmod(hash(col("id"), lit(2)).cast("bigint"), lit(SECONDS_OF_YEAR)));
        Column[] channels = Arrays.stream(new String[] {
                    "email", "in_app", "paid_search", "display", "sales", "success", "webinar", "referral"
                })
                .map(org.apache.spark.sql.functions::lit)
                .toArray(Column[]::new);
        Column family = concat(lit("family-"), pmod(hash(col("id"), lit(4)), lit(FAMILIES)));
        return spark.range(touches)
                .select(
                        concat(lit("touch-"), col("id")).as(Touchpoints.TOUCHPOINT_ID),
                        concat(lit("account-"), account).as(Touchpoints.ACCOUNT_ID),
                        lit("account").as(Touchpoints.IDENTITY_TYPE),
                        lit("-").as(Touchpoints.IDENTITY_VALUE),
                        timestamp_seconds(at).as(Touchpoints.EVENT_TS),
                        lit("campaign").as(Touchpoints.TOUCH_CLASS),
                        element_at(
                                        array(channels),
                                        pmod(hash(col("id"), lit(3)), lit(8)).plus(1))
                                .as(Touchpoints.CHANNEL),
                        when(pmod(abs(hash(col("id"), lit(5))), lit(5)).notEqual(0), array(family))
                                .as(Touchpoints.PROMOTED_FAMILIES),
                        lit(false).as(Touchpoints.IS_CAPTURE))
                .withColumn(Touchpoints.EVENT_MONTH, month(col(Touchpoints.EVENT_TS)));
    }

    /** One conversion for every second account, and many for the one with 5 % of the touches. */
    private Dataset<Row> conversions(long accounts) {
        Column account = when(pmod(col("id"), lit(100)).equalTo(0), lit(0L))
                .otherwise(col("id").multiply(2));
        Column at = lit(START).plus(pmod(hash(col("id"), lit(7)).cast("bigint"), lit(SECONDS_OF_YEAR)));
        Column family = concat(lit("family-"), pmod(hash(col("id"), lit(8)), lit(FAMILIES)));
        return spark.range(Math.max(1, accounts / 2))
                .select(
                        concat(lit("conversion-"), col("id")).as(Conversions.CONVERSION_ID),
                        concat(lit("account-"), account).as(Conversions.ACCOUNT_ID),
                        lit("cross_sell").as(Conversions.SELL_TYPE),
                        family.as(Conversions.FAMILY),
                        lit("other_product").as(Conversions.REASON),
                        timestamp_seconds(at).as(Conversions.CONVERTED_AT),
                        lit(10).cast("decimal(18,2)").as(Conversions.VALUE),
                        lit("line_net").as(Conversions.VALUE_BASIS),
                        concat(lit("order-"), col("id")).as(Conversions.SOURCE_ID),
                        lit(0).cast("decimal(18,2)").as(Conversions.REFUNDED))
                .withColumn(Conversions.CONVERSION_DATE, to_date(col(Conversions.CONVERTED_AT)))
                .withColumn(Conversions.CONVERSION_MONTH, month(col(Conversions.CONVERTED_AT)));
    }

    private Dataset<Row> acquisitions(long accounts) {
        Column at = timestamp_seconds(lit(START - 86_400L));
        return spark.range(accounts)
                .select(
                        concat(lit("account-"), col("id")).as(OwnershipChanges.ACCOUNT_ID),
                        lit("first").as(OwnershipChanges.FAMILY),
                        at.as(OwnershipChanges.CHANGED_AT),
                        to_date(at).as(OwnershipChanges.CHANGE_DATE),
                        lit(true).as(OwnershipChanges.OWNED),
                        at.as(OwnershipChanges.SINCE),
                        lit(false).as(OwnershipChanges.BELOW_TOP));
    }

    private void write(TableSpec table, Dataset<Row> rows) {
        Dataset<Row> complete = rows;
        for (String column : table.columns().fieldNames()) {
            if (!Arrays.asList(rows.columns()).contains(column)) {
                complete = complete.withColumn(column, filler(table, column));
            }
        }
        lake.replace(table, Slice.whole(), complete.to(table.shape()));
    }

    private static Column filler(TableSpec table, String column) {
        Column value =
                switch (column) {
                    case "ingested_at" -> lit(0);
                    case "as_of_date" -> lit(AS_OF.toString());
                    case "source_system", "record_hash", "run_id" -> lit("bench");
                    default -> lit(null);
                };
        return value.cast(table.columns().apply(column).dataType());
    }

    private static Column month(Column instant) {
        return to_date(date_trunc("month", instant));
    }

    private static double seconds(Supplier<Dataset<Row>> rows) {
        return timed(() -> rows.get().write().format("noop").mode("overwrite").save());
    }

    private static double timed(Runnable work) {
        System.gc();
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static double best(double[] seconds) {
        return Arrays.stream(seconds).min().orElseThrow();
    }

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }

    /** Largest resident memory of the process, where the system tells. */
    private static String peakResident() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .map(kilobytes -> String.format(Locale.ROOT, "%.2f GB", Long.parseLong(kilobytes) / 1e6))
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException noProc) {
            return "unknown on this system";
        }
    }
}
