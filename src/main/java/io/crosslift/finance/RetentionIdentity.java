package io.crosslift.finance;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.schema.AcceptorRetention;
import io.crosslift.schema.Revenue12m;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** I14 for those who were offered something: nobody is lost between who was presented with an offer and who is followed. */
final class RetentionIdentity {
    private RetentionIdentity() {}

    /** Customers of K12, at risk, gone or immature, at each horizon, against those of K11, over all offers and scopes. */
    static Dataset<Row> customersFollowed(Dataset<Row> retention, Dataset<Row> revenue) {
        Dataset<Row> followed = Identities.allSegments(retention, "all")
                .filter(col(AcceptorRetention.METHOD).equalTo("naive_ever_accepted"))
                .groupBy(AcceptorRetention.HORIZON_DAYS)
                .agg(sum(col(AcceptorRetention.ACCEPTORS_AT_RISK)
                                .plus(col(AcceptorRetention.NON_ACCEPTORS_AT_RISK))
                                .plus(col(AcceptorRetention.GONE))
                                .plus(col(AcceptorRetention.IMMATURE)))
                        .as(Identities.LEFT));
        Dataset<Row> indexed = Identities.allSegments(revenue, "all")
                .filter(col(Revenue12m.GRP).equalTo("ALL"))
                .groupBy(Revenue12m.MONTH_N)
                .agg(sum(col(Revenue12m.CUSTOMERS).plus(col(Revenue12m.IMMATURE)))
                        .as(Identities.RIGHT))
                .orderBy(Revenue12m.MONTH_N)
                .limit(1);
        return followed.crossJoin(indexed)
                .withColumn(
                        Identities.SLICE,
                        concat_ws(
                                " ",
                                lit("customers of K12 followed for"),
                                col(AcceptorRetention.HORIZON_DAYS),
                                lit("days, against K11")));
    }
}
