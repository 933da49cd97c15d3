package io.crosslift.source;

import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of one contract table after every rule: what is accepted, what is quarantined, and how many of each. */
interface JudgedRows {
    Dataset<Row> accepted();

    /** What the table becomes, from the first restated month on. */
    Dataset<Row> content();

    /** The digest of every slice of the content. */
    SortedMap<LocalDate, SliceDigest> digests();

    /** Every judged row with its outcome and reason. */
    Dataset<Row> judged();

    Dataset<Row> quarantine();

    List<OutcomeCount> counts();

    void release();
}
