package io.crosslift.propensity;

import io.crosslift.lift.estimate.Estimate;
import io.crosslift.propensity.ranking.CalibrationSlope;
import io.crosslift.propensity.ranking.Discrimination;
import io.crosslift.propensity.ranking.QiniBootstrap;
import io.crosslift.propensity.ranking.QiniBootstrap.Interval;
import io.crosslift.propensity.ranking.QiniCurve;
import io.crosslift.propensity.ranking.Ranking;
import io.crosslift.propensity.ranking.ScoreBin;
import io.crosslift.propensity.ranking.UpliftAtShare;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.PropensityValidation;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** A row of K20 from a ranking. */
final class ValidationRow {
    private static final int RESAMPLES = 1000;
    private static final long SEED = 20_070_101;
    private static final int DECILES = 10;

    private final RandomisedTrial trial;
    private final PropensityModel model;
    private final Timestamp scoredAt;
    private final PropensityInputs inputs;

    ValidationRow(RandomisedTrial trial, PropensityModel model, Timestamp scoredAt, PropensityInputs inputs) {
        this.trial = trial;
        this.model = model;
        this.scoredAt = scoredAt;
        this.inputs = inputs;
    }

    Row of(String arm, Ranking ranking) {
        Map<String, Object> values = new HashMap<>();
        identity(values, arm, ranking);
        List<String> warnings = new ArrayList<>();
        discrimination(values, ranking, warnings);
        qini(values, ranking, warnings);
        uplift(values, ranking);
        values.put(PropensityValidation.WARNINGS, warnings.toArray());
        return RowFactory.create(
                Arrays.stream(PropensityValidation.TABLE.columns().fieldNames())
                        .map(values::get)
                        .toArray());
    }

    private void identity(Map<String, Object> values, String arm, Ranking ranking) {
        values.put(PropensityValidation.MODEL_VERSION, model.version());
        values.put(PropensityValidation.PRODUCT, trial.product());
        values.put(PropensityValidation.EXPERIMENT_ID, trial.id());
        values.put(PropensityValidation.ARM, arm);
        values.put(PropensityValidation.CONTROL_ARM, trial.controlArm());
        values.put(PropensityValidation.WINDOW_DAYS, trial.days());
        values.put(PropensityValidation.SCORED_AT, scoredAt);
        values.put(
                PropensityValidation.TRAINED_BEFORE,
                Timestamp.from(trial.startDay()
                        .atStartOfDay(inputs.rules().reporting().timeZone())
                        .toInstant()));
        values.put(PropensityValidation.N_TRAINING, model.learners());
        values.put(PropensityValidation.N, ranking.treatment().count());
        values.put(PropensityValidation.N_CONTROL, ranking.control().count());
        values.put(KpiColumns.PERIOD_TYPE, "all");
        values.put(KpiColumns.PERIOD_START, Date.valueOf(trial.startDay()));
        values.put(KpiColumns.SCOPE, "existing_only");
        values.put(KpiColumns.SEGMENT_TYPE, "ALL");
        values.put(KpiColumns.SEGMENT, "ALL");
        values.put(KpiColumns.CURRENCY, inputs.rules().reporting().currency());
        values.put(KpiColumns.AS_OF_DATE, Date.valueOf(inputs.rules().asOf()));
        values.put(KpiColumns.RUN_ID, inputs.rules().runId());
        values.put(KpiColumns.DEFINITION_VERSION, inputs.rules().definitionVersion());
        values.put(KpiColumns.IS_MATURE, true);
        long fewest = Math.min(ranking.treatment().count(), ranking.control().count());
        values.put(KpiColumns.INSUFFICIENT, fewest < inputs.rules().reporting().minimumObservations());
    }

    private static void discrimination(Map<String, Object> values, Ranking ranking, List<String> warnings) {
        Discrimination both = Discrimination.of(ranking);
        values.put(PropensityValidation.AUC, both.auc());
        values.put(PropensityValidation.AUC_LOW, both.low());
        values.put(PropensityValidation.AUC_HIGH, both.high());
        values.put(
                PropensityValidation.AUC_CONTROL,
                Discrimination.ofUntreated(ranking).auc());
        values.put(PropensityValidation.BRIER, both.brier());
        double rate =
                (ranking.treatment().sum(ScoreBin.OUTCOME) + ranking.control().sum(ScoreBin.OUTCOME))
                        / Math.max(1, ranking.units());
        values.put(PropensityValidation.BRIER_CONSTANT, rate * (1 - rate));
        if (both.auc() == null) {
            warnings.add("ONE_OUTCOME");
        }
    }

    private static void qini(Map<String, Object> values, Ranking ranking, List<String> warnings) {
        QiniCurve curve = QiniCurve.of(ranking);
        QiniBootstrap.Result bootstrap = QiniBootstrap.of(ranking, RESAMPLES, SEED);
        Interval area = bootstrap.qiniArea(ranking.units());
        Interval perSquaredUnits = bootstrap.qiniAreaPerSquaredUnits();
        Interval coefficient = bootstrap.qiniCoefficient();
        values.put(PropensityValidation.QINI, curve.qiniArea());
        values.put(PropensityValidation.QINI_LOW, area.low());
        values.put(PropensityValidation.QINI_HIGH, area.high());
        values.put(PropensityValidation.QINI_N2, curve.qiniAreaPerSquaredUnits());
        values.put(PropensityValidation.QINI_N2_LOW, perSquaredUnits.low());
        values.put(PropensityValidation.QINI_N2_HIGH, perSquaredUnits.high());
        values.put(PropensityValidation.QINI_COEFFICIENT, curve.qiniCoefficient());
        values.put(PropensityValidation.QINI_COEFFICIENT_LOW, coefficient.low());
        values.put(PropensityValidation.QINI_COEFFICIENT_HIGH, coefficient.high());
        values.put(PropensityValidation.QINI_DEFINITION, QiniCurve.DEFINITION);
        values.put(PropensityValidation.RESAMPLES, RESAMPLES);
        Double low = perSquaredUnits.low();
        Double high = perSquaredUnits.high();
        if (low != null && high != null && low <= 0 && high >= 0) {
            warnings.add("NO_BETTER_THAN_RANDOM");
        }
    }

    private static void uplift(Map<String, Object> values, Ranking ranking) {
        values.put(
                PropensityValidation.UPLIFT_AT_10,
                UpliftAtShare.of(ranking, 0.1).difference().value());
        values.put(
                PropensityValidation.UPLIFT_AT_20,
                UpliftAtShare.of(ranking, 0.2).difference().value());
        values.put(
                PropensityValidation.UPLIFT_AT_30,
                UpliftAtShare.of(ranking, 0.3).difference().value());
        List<UpliftAtShare.Group> groups = UpliftAtShare.groups(ranking, DECILES);
        Estimate slope = CalibrationSlope.of(groups);
        values.put(PropensityValidation.CALIBRATION_SLOPE, slope.value());
        values.put(PropensityValidation.CALIBRATION_SLOPE_LOW, slope.low());
        values.put(PropensityValidation.CALIBRATION_SLOPE_HIGH, slope.high());
        values.put(
                PropensityValidation.DECILES,
                groups.stream()
                        .map(group -> RowFactory.create(
                                group.number(),
                                group.units(),
                                group.meanScore(),
                                group.meanOutcome(),
                                group.untreatedOutcome(),
                                group.difference().value(),
                                group.difference().low(),
                                group.difference().high()))
                        .toArray());
    }
}
