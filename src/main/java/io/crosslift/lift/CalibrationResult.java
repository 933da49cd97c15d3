package io.crosslift.lift;

import java.util.List;
import org.apache.spark.sql.Row;

/**
 * What a calibration gives.
 *
 * @param factors rows of {@code kpi.calibration} without their stamps
 * @param skipped one sentence for each experiment that wasn't compared with credit
 */
public record CalibrationResult(List<Row> factors, List<String> skipped) {
    public CalibrationResult {
        factors = List.copyOf(factors);
        skipped = List.copyOf(skipped);
    }
}
