package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.KpiColumns;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The scopes and segments a row is counted in: roll-ups come from the rows themselves, never from adding distinct counts. */
final class Slices {
    static final String EXISTING_ONLY = "existing_only";
    static final String ALL_SCOPE = "all";
    /** The segment type, segment and any other dimension of a roll-up. */
    static final String ALL = "ALL";

    /** What every KPI row is sliced by. */
    static final List<String> KEYS = List.of(
            KpiColumns.PERIOD_TYPE,
            KpiColumns.PERIOD_START,
            KpiColumns.SCOPE,
            KpiColumns.SEGMENT_TYPE,
            KpiColumns.SEGMENT);

    private static final String ACCOUNT = "account_id";
    private static final String VALIDITIES = "segment_validities";

    private Slices() {}

    /** Rows in, one row per scope out: {@code all}, and {@code existing_only} where {@code existing} holds. */
    static Dataset<Row> withScopes(Dataset<Row> rows, Column existing) {
        Column scopes =
                when(existing, array(lit(EXISTING_ONLY), lit(ALL_SCOPE))).otherwise(array(lit(ALL_SCOPE)));
        return rows.withColumn(KpiColumns.SCOPE, explode(scopes));
    }

    /**
     * Rows of accounts in, one row per segment valid at {@code instant} out, and one for ALL.
     *
     * @param rows rows with an {@code account_id}
     * @param segments validities of segments, or nothing where no feed has any
     * @param instant when the segment must be valid: that of the event, never today
     */
    static Dataset<Row> withSegments(Dataset<Row> rows, Optional<Dataset<Row>> segments, Column instant) {
        Column rollUp = array(segment(lit(ALL), lit(ALL)));
        if (segments.isEmpty()) {
            return rows.select(col("*"), inline(rollUp));
        }
        Dataset<Row> byAccount = segments.get()
                .groupBy(col(AccountSegments.ACCOUNT_ID).as(ACCOUNT))
                .agg(collect_list(struct(
                                col(AccountSegments.SEGMENT_TYPE),
                                col(AccountSegments.SEGMENT),
                                col(AccountSegments.VALID_FROM),
                                col(AccountSegments.VALID_TO)))
                        .as(VALIDITIES));
        Column valid = transform(
                filter(col(VALIDITIES), validity -> validAt(validity, instant)),
                validity -> segment(
                        validity.getField(AccountSegments.SEGMENT_TYPE), validity.getField(AccountSegments.SEGMENT)));
        Column slices = when(col(VALIDITIES).isNull(), rollUp).otherwise(concat(rollUp, valid));
        return rows.join(byAccount, rows.col(ACCOUNT).equalTo(byAccount.col(ACCOUNT)), "left")
                .drop(byAccount.col(ACCOUNT))
                .select(col("*"), inline(slices))
                .drop(VALIDITIES);
    }

    private static Column validAt(Column validity, Column instant) {
        Column end = validity.getField(AccountSegments.VALID_TO);
        return validity.getField(AccountSegments.VALID_FROM)
                .leq(instant)
                .and(end.isNull().or(end.gt(instant)));
    }

    private static Column segment(Column type, Column value) {
        return struct(type.as(KpiColumns.SEGMENT_TYPE), value.as(KpiColumns.SEGMENT));
    }
}
