package io.crosslift.lift;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.timestamp_micros;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.OwnershipChanges;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Who a coming experiment may be about, known at one instant: accounts that exist by then and are no internal ones.
 *
 * @param existingOnly only those that had kept a bought item
 * @param notOwning a product family that they must not own, or null
 * @param byCluster whether accounts of one parent are assigned together
 * @param strata segment types whose combination is the stratum; empty for a single one
 */
public record ExperimentAudience(
        boolean existingOnly, @Nullable String notOwning, boolean byCluster, List<String> strata) {
    static final String UNIT_ID = ExperimentAssignments.UNIT_ID;
    /** What is assigned: the parent account, or the account itself. */
    static final String CLUSTER_ID = ExperimentAssignments.CLUSTER_ID;

    static final String STRATUM = ExperimentAssignments.STRATUM;
    /** The stratum of everybody where none was asked for. */
    static final String ALL = "all";

    private static final String NO_SEGMENT = "(none)";
    private static final String FITTING = "_fitting";

    public ExperimentAudience {
        strata = List.copyOf(strata);
    }

    /**
     * Accounts to {@code unit_id, cluster_id, stratum}, one row per account of the audience.
     *
     * @param inputs accounts, lines and segments
     * @param ownership ownership changes, or null where nothing is known of them
     * @param atMicros the instant, microseconds since the epoch
     */
    public Dataset<Row> of(LiftInputs inputs, @Nullable Dataset<Row> ownership, long atMicros) {
        Column at = timestamp_micros(lit(atMicros));
        Dataset<Row> known = inputs.accounts()
                .filter(col(Accounts.CREATED_AT).leq(at).and(not(col(Accounts.IS_INTERNAL))))
                .select(
                        col(Accounts.ACCOUNT_ID).as(UNIT_ID),
                        coalesce(col(Accounts.PARENT_ID), col(Accounts.ACCOUNT_ID))
                                .as(CLUSTER_ID));
        if (existingOnly && inputs.lines() != null) {
            known = known.join(customers(inputs.lines(), at), col(UNIT_ID).equalTo(col(FITTING)), "left_semi");
        }
        if (notOwning != null && ownership != null) {
            known = known.join(owners(ownership, notOwning, at), col(UNIT_ID).equalTo(col(FITTING)), "left_anti");
        }
        return withStratum(known, inputs.accountSegments(), at);
    }

    private static Dataset<Row> customers(Dataset<Row> lines, Column at) {
        return lines.filter(col(ClassifiedLines.LINE_TS)
                        .lt(at)
                        .and(col(ClassifiedLines.QTY_NET).gt(0)))
                .select(col(ClassifiedLines.ACCOUNT_ID).as(FITTING));
    }

    private static Dataset<Row> owners(Dataset<Row> ownership, String family, Column at) {
        return ownership
                .filter(col(OwnershipChanges.FAMILY)
                        .equalTo(family)
                        .and(col(OwnershipChanges.CHANGED_AT).lt(at)))
                .groupBy(col(OwnershipChanges.ACCOUNT_ID).as(FITTING))
                .agg(max_by(col(OwnershipChanges.OWNED), col(OwnershipChanges.CHANGED_AT))
                        .as(OwnershipChanges.OWNED))
                .filter(col(OwnershipChanges.OWNED))
                .select(FITTING);
    }

    /** The newest segment of each type that is valid at the instant, joined in the order of the types. */
    private Dataset<Row> withStratum(Dataset<Row> accounts, @Nullable Dataset<Row> segments, Column at) {
        if (strata.isEmpty() || segments == null) {
            return accounts.withColumn(STRATUM, lit(ALL));
        }
        Column valid = col(AccountSegments.VALID_FROM)
                .leq(at)
                .and(col(AccountSegments.VALID_TO)
                        .isNull()
                        .or(col(AccountSegments.VALID_TO).gt(at)));
        Dataset<Row> joined = accounts;
        for (int i = 0; i < strata.size(); i++) {
            Dataset<Row> ofType = segments.filter(
                            valid.and(col(AccountSegments.SEGMENT_TYPE).equalTo(strata.get(i))))
                    .groupBy(col(AccountSegments.ACCOUNT_ID).as(FITTING))
                    .agg(max_by(col(AccountSegments.SEGMENT), col(AccountSegments.VALID_FROM))
                            .as("_segment_" + i));
            joined = joined.join(ofType, col(UNIT_ID).equalTo(col(FITTING)), "left")
                    .drop(FITTING);
        }
        Column stratum = lit("");
        for (int i = 0; i < strata.size(); i++) {
            stratum = concat(stratum, lit(i == 0 ? "" : " / "), coalesce(col("_segment_" + i), lit(NO_SEGMENT)));
        }
        return joined.select(col(UNIT_ID), col(CLUSTER_ID), stratum.as(STRATUM));
    }
}
