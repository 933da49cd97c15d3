package io.crosslift.job;

import static org.apache.spark.sql.functions.col;

import io.crosslift.attribution.CalibratedCreditStep;
import io.crosslift.lake.Slice;
import io.crosslift.lift.CalibrationInputs;
import io.crosslift.lift.CalibrationResult;
import io.crosslift.lift.CalibrationStep;
import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import java.util.List;
import org.apache.spark.sql.Row;

/** Scales the credit of record by what valid experiments measured of the same touches; without one, credit stays as it is. */
final class CalibrationStage implements Stage {
    @Override
    public String name() {
        return "calibration";
    }

    @Override
    public List<String> after() {
        return List.of("attribution", "lift");
    }

    @Override
    public List<TableSpec> writes() {
        return List.of(Calibrations.TABLE, AttributionCredits.TABLE);
    }

    @Override
    public void run(RunContext run) {
        if (run.lacks("calibration", ExperimentLift.TABLE, AttributionCredits.TABLE)) {
            return;
        }
        CalibrationResult result = CalibrationStep.of(
                new CalibrationInputs(
                        LiftStage.inputs(run),
                        run.read(Touchpoints.TABLE),
                        run.read(Conversions.TABLE),
                        run.read(AttributionCredits.TABLE),
                        run.read(ExperimentLift.TABLE)),
                LiftStage.rules(run));
        run.stage(Calibrations.TABLE, run.spark().createDataFrame(result.factors(), Calibrations.TABLE.shape()));
        for (int i = 0; i < result.skipped().size(); i++) {
            run.skip("calibration " + (i + 1), result.skipped().get(i));
        }
        List<Row> applied = run.read(Calibrations.TABLE)
                .filter(col(Calibrations.IS_APPLIED))
                .collectAsList();
        if (applied.isEmpty()) {
            run.skip("calibrated credit", "no valid experiment measured touches that were credited");
            return;
        }
        run.write(
                AttributionCredits.TABLE,
                Slice.whole(),
                CalibratedCreditStep.of(run.read(AttributionCredits.TABLE), applied));
    }
}
