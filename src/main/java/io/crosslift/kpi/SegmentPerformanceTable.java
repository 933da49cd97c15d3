package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.crosslift.lift.estimate.MultipleTesting;
import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.SegmentPerformance;
import io.crosslift.schema.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * K17: rows of K19 and offer instances in, one row per programme, metric, scope and segment out (H34). Where chance dealt the
 * accounts the effect is that of the experiment; else it is the segment's conversion less that of the other segments of its type.
 * q is Benjamini-Hochberg's over all segments of a programme and metric.
 */
final class SegmentPerformanceTable implements KpiTable {
    static final String NO_GUARDRAIL = "not_measured";
    static final String NONE = "(none)";

    /** q up to which a segment works or fails (E-5). */
    private static final double FALSE_FINDS = 0.05;

    private static final List<String> FAMILY = List.of(
            SegmentPerformance.BASIS,
            SegmentPerformance.OFFER,
            SegmentPerformance.EXPERIMENT_ID,
            SegmentPerformance.METRIC,
            SegmentPerformance.WINDOW_DAYS,
            SegmentPerformance.ARM,
            KpiColumns.PERIOD_TYPE,
            KpiColumns.PERIOD_START,
            KpiColumns.SCOPE);
    private static final String TESTS = "tests_of_family";
    private static final StructType Q = Computed.columns(SegmentPerformance.TABLE, SegmentPerformance.Q_VALUE);

    @Override
    public TableSpec table() {
        return SegmentPerformance.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of(AccountSegments.TABLE);
    }

    @Override
    public List<TableSpec> optionalReads() {
        return List.of(ExperimentLift.TABLE, OfferJourneys.TABLE, ClassifiedLines.TABLE, RefundsReturns.TABLE);
    }

    /** Segments, and either of experiments and offers. */
    @Override
    public List<TableSpec> missing(KpiInputs inputs) {
        boolean either = inputs.has(ExperimentLift.TABLE) || inputs.has(OfferJourneys.TABLE);
        Stream<TableSpec> needed = either
                ? Stream.of(AccountSegments.TABLE)
                : Stream.of(AccountSegments.TABLE, ExperimentLift.TABLE, OfferJourneys.TABLE);
        return needed.filter(table -> !inputs.has(table)).toList();
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        List<Dataset<Row>> bases = new ArrayList<>();
        inputs.readIfPresent(ExperimentLift.TABLE).ifPresent(lift -> bases.add(SegmentEffects.ofExperiments(lift)));
        if (inputs.has(OfferJourneys.TABLE)) {
            bases.add(SegmentEffects.ofOffers(inputs));
        }
        Dataset<Row> effects = bases.stream()
                .reduce((one, other) -> one.unionByName(other, true))
                .orElseThrow(() -> new IllegalStateException("neither experiments nor offers are there"));
        return Published.as(SegmentPerformance.TABLE, judged(withQ(effects)), inputs);
    }

    private static Dataset<Row> withQ(Dataset<Row> effects) {
        WindowSpec family = Window.partitionBy(Published.columns(FAMILY));
        Column test = struct(col(KpiColumns.SEGMENT_TYPE), col(KpiColumns.SEGMENT), col(SegmentPerformance.P_VALUE));
        Dataset<Row> tested = effects.withColumn(
                        TESTS, array_sort(collect_list(test).over(family)))
                .withColumn(
                        SegmentPerformance.SEGMENTS_TESTED,
                        count(lit(1)).over(family).cast("int"))
                .withColumn(
                        SegmentPerformance.Q_FAMILY,
                        concat(
                                lit("all segments of "),
                                when(
                                                col(SegmentPerformance.EXPERIMENT_ID)
                                                        .equalTo(NONE),
                                                concat(lit("offer "), col(SegmentPerformance.OFFER)))
                                        .otherwise(concat(
                                                col(SegmentPerformance.EXPERIMENT_ID),
                                                lit(", arm "),
                                                col(SegmentPerformance.ARM))),
                                lit(", "),
                                col(SegmentPerformance.METRIC)));
        return Computed.with(tested, Q, SegmentPerformanceTable::q).drop(TESTS);
    }

    private static Object[] q(Row row) {
        List<Row> tests = row.getList(row.fieldIndex(TESTS));
        List<@Nullable Double> p = new ArrayList<>();
        int own = -1;
        for (Row test : tests) {
            if (test.getString(0).equals(row.getString(row.fieldIndex(KpiColumns.SEGMENT_TYPE)))
                    && test.getString(1).equals(row.getString(row.fieldIndex(KpiColumns.SEGMENT)))) {
                own = p.size();
            }
            p.add(test.isNullAt(2) ? null : test.getDouble(2));
        }
        return new Object[] {MultipleTesting.benjaminiHochberg(p).get(own)};
    }

    private static Dataset<Row> judged(Dataset<Row> effects) {
        Column usable =
                col(SegmentPerformance.IS_VALID).and(col(KpiColumns.IS_MATURE)).and(not(col(KpiColumns.INSUFFICIENT)));
        Column clear = coalesce(col(SegmentPerformance.Q_VALUE).leq(FALSE_FINDS), lit(false));
        Column breached = col(SegmentPerformance.GUARDRAIL_STATUS).equalTo("breach");
        Column effect = coalesce(col(SegmentPerformance.EFFECT), lit(0.0));
        return effects.withColumn(
                SegmentPerformance.VERDICT,
                when(usable.and(breached.or(clear.and(effect.lt(0)))), "fails")
                        .when(usable.and(clear).and(effect.gt(0)), "works")
                        .otherwise("unknown"));
    }
}
