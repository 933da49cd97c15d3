package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.Accounts;
import io.crosslift.schema.IdentityMap;
import io.crosslift.schema.TableSpec;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Steps that look a row's references up among the accepted rows of other tables. */
final class Lookups {
    /** Account a row belongs to, NULL where it resolves to none that exists. */
    static final String ACCOUNT = "_account";
    /** Whether that account is internal or a test. */
    static final String INTERNAL = "_internal";

    private static final String CANDIDATE = "_candidate";

    /** Adds a flag: whether a value is the key of an accepted row of a table; true where the table is not fed. */
    static Step exists(String flag, Column value, TableSpec table, String key) {
        return (rows, known) -> found(rows, flag, value, known.accepted().apply(table), key);
    }

    /** As {@link #exists}, among the rows given; true where there are none to look at. */
    static Dataset<Row> found(
            Dataset<Row> rows, String flag, Column value, Optional<Dataset<Row>> reference, String key) {
        if (reference.isEmpty()) {
            return rows.withColumn(flag, lit(true));
        }
        Dataset<Row> keys =
                reference.get().select(col(key).as(flag + "_key")).distinct().withColumn(flag + "_hit", lit(true));
        return rows.join(keys, value.equalTo(col(flag + "_key")), "left")
                .withColumn(flag, coalesce(col(flag + "_hit"), lit(false)))
                .drop(flag + "_key", flag + "_hit");
    }

    /**
     * Adds the account of an identity: type {@code account} is its own, every other type is looked up in the identity map as valid
     * at the event's time. Either way the account must exist.
     */
    static Step identity(String type, String value, String at) {
        return (rows, known) -> account(candidates(rows, type, value, at, known), known);
    }

    /** Adds the account that a column names, if it exists. */
    static Step account(Column candidate) {
        return (rows, known) -> account(rows.withColumn(CANDIDATE, candidate), known);
    }

    private static Dataset<Row> candidates(Dataset<Row> rows, String type, String value, String at, Known known) {
        Column own = when(col(type).equalTo("account"), col(value));
        Optional<Dataset<Row>> map = known.accepted().apply(IdentityMap.TABLE);
        if (map.isEmpty()) {
            return rows.withColumn(CANDIDATE, own);
        }
        Dataset<Row> identities = map.get()
                .select(
                        col(IdentityMap.IDENTITY_TYPE).as("_map_type"),
                        col(IdentityMap.IDENTITY_VALUE).as("_map_value"),
                        col(IdentityMap.VALID_FROM).as("_map_from"),
                        col(IdentityMap.VALID_TO).as("_map_to"),
                        col(IdentityMap.ACCOUNT_ID).as("_map_account"));
        Column valid = col("_map_type")
                .equalTo(col(type))
                .and(col("_map_type").notEqual("account"))
                .and(col("_map_value").equalTo(col(value)))
                .and(col(at).geq(col("_map_from")))
                .and(col("_map_to").isNull().or(col(at).lt(col("_map_to"))));
        return rows.join(identities, valid, "left")
                .withColumn(CANDIDATE, coalesce(own, col("_map_account")))
                .drop("_map_type", "_map_value", "_map_from", "_map_to", "_map_account");
    }

    /** The ids of internal and test accounts, in a column of that name; empty where accounts are not fed. */
    static Optional<Dataset<Row>> internalAccounts(Known known, String name) {
        return known.accepted().apply(Accounts.TABLE).map(accounts -> accounts.filter(isInternal())
                .select(col(Accounts.ACCOUNT_ID).as(name)));
    }

    private static Column isInternal() {
        return col(Accounts.IS_INTERNAL).or(col(Accounts.ACCOUNT_TYPE).equalTo("test"));
    }

    private static Dataset<Row> account(Dataset<Row> rows, Known known) {
        Optional<Dataset<Row>> accounts = known.accepted().apply(Accounts.TABLE);
        if (accounts.isEmpty()) {
            return rows.withColumn(ACCOUNT, col(CANDIDATE))
                    .withColumn(INTERNAL, lit(false))
                    .drop(CANDIDATE);
        }
        Dataset<Row> existing = accounts.get()
                .select(col(Accounts.ACCOUNT_ID).as(ACCOUNT), isInternal().as(INTERNAL));
        return rows.join(existing, col(CANDIDATE).equalTo(col(ACCOUNT)), "left").drop(CANDIDATE);
    }

    private Lookups() {}
}
