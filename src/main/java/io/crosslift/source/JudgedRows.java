package io.crosslift.source;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of one contract table after every rule: what is accepted, what is quarantined, and how many of each. */
interface JudgedRows {
    Dataset<Row> accepted();

    /** Every judged row with its outcome and reason. */
    Dataset<Row> judged();

    Dataset<Row> quarantine();

    List<OutcomeCount> counts();

    void release();
}
