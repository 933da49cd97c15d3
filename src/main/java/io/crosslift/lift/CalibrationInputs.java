package io.crosslift.lift;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The tables that calibration reads, each in the shape of its {@code TableSpec}.
 *
 * @param tables experiments, assignments and accounts; offers where they are present
 * @param touchpoints R11
 * @param conversions F4
 * @param credits F5
 * @param lift K19 of the same run
 */
public record CalibrationInputs(
        LiftInputs tables,
        Dataset<Row> touchpoints,
        Dataset<Row> conversions,
        Dataset<Row> credits,
        Dataset<Row> lift) {}
