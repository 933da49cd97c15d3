package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.crosslift.failure.Failure;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.ProductRelations;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Steps that look for cycles. The edges are gathered on the driver, up to a limit: hierarchies are small beside their leaves. */
final class Graphs {
    /** Whether a row closes a cycle. */
    static final String CYCLE = "_cycle";
    /** Whether the parent of an account is one of the accounts produced. */
    static final String PARENT = "_parent";
    /** Whether a pair of products is both add-on and upgrade. */
    static final String CONFLICT = "_conflict";

    private static final int MOST_EDGES = 2_000_000;

    /** Adds {@link #PARENT} and {@link #CYCLE} to accounts; costs nothing where the source names no parents. */
    static Dataset<Row> ofAccounts(Dataset<Row> rows, Known known) {
        if (!known.supplies(Accounts.TABLE, Accounts.PARENT_ID)) {
            return rows.withColumn(PARENT, lit(true)).withColumn(CYCLE, lit(false));
        }
        Dataset<Row> linked = known.produced()
                .apply(Accounts.TABLE)
                .orElse(rows)
                .filter(col(Accounts.PARENT_ID).isNotNull());
        Dataset<Row> flagged = inCycle(
                rows, col(Accounts.PARENT_ID).isNotNull(), Accounts.ACCOUNT_ID, Accounts.PARENT_ID, linked, "accounts");
        return Lookups.found(
                flagged,
                PARENT,
                col(Accounts.PARENT_ID),
                Optional.of(known.produced().apply(Accounts.TABLE).orElse(rows)),
                Accounts.ACCOUNT_ID);
    }

    /** Adds {@link #CYCLE} and {@link #CONFLICT} to product relations. */
    static Dataset<Row> ofRelations(Dataset<Row> rows, Known known) {
        Dataset<Row> produced = known.produced().apply(ProductRelations.TABLE).orElse(rows);
        Column upgrade = col(ProductRelations.RELATION).equalTo("upgrade_of");
        Dataset<Row> flagged = inCycle(
                rows,
                upgrade,
                ProductRelations.FROM_PRODUCT,
                ProductRelations.TO_PRODUCT,
                produced.filter(
                        upgrade.and(col(ProductRelations.FROM_PRODUCT).notEqual(col(ProductRelations.TO_PRODUCT)))),
                "product_relations");
        Dataset<Row> both = produced.filter(col(ProductRelations.RELATION).isin("addon_of", "upgrade_of"))
                .groupBy(
                        col(ProductRelations.FROM_PRODUCT).as("_pair_from"),
                        col(ProductRelations.TO_PRODUCT).as("_pair_to"))
                .agg(functions.count_distinct(col(ProductRelations.RELATION)).as("_kinds"));
        Column pair = col(ProductRelations.FROM_PRODUCT)
                .equalTo(col("_pair_from"))
                .and(col(ProductRelations.TO_PRODUCT).equalTo(col("_pair_to")));
        return flagged.join(both, pair, "left")
                .withColumn(
                        CONFLICT,
                        col("_kinds").gt(1).and(col(ProductRelations.RELATION).isin("addon_of", "upgrade_of")))
                .drop("_pair_from", "_pair_to", "_kinds");
    }

    private static Dataset<Row> inCycle(
            Dataset<Row> rows, Column edge, String from, String to, Dataset<Row> edges, String table) {
        List<Row> gathered = edges.select(from, to)
                .filter(col(from).isNotNull().and(col(to).isNotNull()))
                .distinct()
                .limit(MOST_EDGES + 1)
                .collectAsList();
        if (gathered.size() > MOST_EDGES) {
            throw Failure.data("core." + table + " links more than " + MOST_EDGES + " rows by " + to
                    + ": too many to look for cycles");
        }
        SortedSet<String> members = Cycles.members(gathered.stream()
                .map(row -> new Cycles.Edge(row.getString(0), row.getString(1)))
                .toList());
        if (members.isEmpty()) {
            return rows.withColumn(CYCLE, lit(false));
        }
        Dataset<Row> onCycle = rows.sparkSession()
                .createDataset(List.copyOf(members), Encoders.STRING())
                .toDF("_member");
        Dataset<Row> starts = broadcast(onCycle.withColumnRenamed("_member", "_cycle_from"));
        Dataset<Row> ends = broadcast(onCycle.withColumnRenamed("_member", "_cycle_to"));
        return rows.join(starts, col(from).equalTo(col("_cycle_from")), "left")
                .join(ends, col(to).equalTo(col("_cycle_to")), "left")
                .withColumn(
                        CYCLE,
                        edge.and(col("_cycle_from").isNotNull())
                                .and(col("_cycle_to").isNotNull()))
                .drop("_cycle_from", "_cycle_to");
    }

    private Graphs() {}
}
