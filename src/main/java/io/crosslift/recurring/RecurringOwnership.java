package io.crosslift.recurring;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.FamilyMrrMonths;
import io.crosslift.schema.OwnershipMonths;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What families owned at the end of a month (F7) are worth a month, and that who pays for one is active. */
public final class RecurringOwnership {
    private static final String FAMILY_MRR = "family_mrr";
    private static final String ACCOUNT_MRR = "account_mrr";

    private RecurringOwnership() {}

    /**
     * Ownership months of orders and subscriptions, and balances of families, in; the same months with contract MRR out, NULL where
     * nothing recurs. An account is active by its orders, or because it pays for anything at month end (O-5).
     */
    public static Dataset<Row> of(Dataset<Row> ownership, Dataset<Row> familyMonths) {
        Dataset<Row> families = familyMonths
                .groupBy(FamilyMrrMonths.ACCOUNT_ID, FamilyMrrMonths.FAMILY, FamilyMrrMonths.MONTH)
                .agg(sum(FamilyMrrMonths.CLOSING).cast(ColumnTypes.MONEY).as(FAMILY_MRR))
                .filter(col(FAMILY_MRR).gt(0));
        Dataset<Row> accounts = families.groupBy(FamilyMrrMonths.ACCOUNT_ID, FamilyMrrMonths.MONTH)
                .agg(sum(FAMILY_MRR).as(ACCOUNT_MRR));
        String[] family = {OwnershipMonths.ACCOUNT_ID, OwnershipMonths.FAMILY, OwnershipMonths.MONTH};
        String[] account = {OwnershipMonths.ACCOUNT_ID, OwnershipMonths.MONTH};
        return ownership
                .join(families, family, "left")
                .join(accounts, account, "left")
                .withColumn(OwnershipMonths.MRR, col(FAMILY_MRR))
                .withColumn(
                        OwnershipMonths.IS_ACTIVE,
                        coalesce(col(OwnershipMonths.IS_ACTIVE), lit(false))
                                .or(col(ACCOUNT_MRR).isNotNull()))
                .drop(FAMILY_MRR, ACCOUNT_MRR);
    }
}
