package io.crosslift.lift;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a measurement of lift gives.
 *
 * @param lift K19, in the table's shape; a few rows per experiment, made on the driver
 * @param joinAudit the audit of the intention-to-treat join, in the table's shape, likewise
 * @param looks the looks of this run at group sequential tests, in the table's shape, likewise
 * @param skipped one sentence for each experiment, or metric of one, that wasn't measured
 */
public record LiftResult(Dataset<Row> lift, Dataset<Row> joinAudit, Dataset<Row> looks, List<String> skipped) {
    public LiftResult {
        skipped = List.copyOf(skipped);
    }
}
