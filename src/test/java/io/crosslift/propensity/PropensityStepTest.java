package io.crosslift.propensity;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.config.CalibrationPriorSettings;
import io.crosslift.config.CalibrationSettings;
import io.crosslift.config.LiftSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.lift.LiftInputs;
import io.crosslift.lift.LiftRules;
import io.crosslift.propensity.ranking.Discrimination;
import io.crosslift.propensity.ranking.QiniCurve;
import io.crosslift.propensity.ranking.RankingAccumulator;
import io.crosslift.propensity.ranking.ScoreKeys;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.PropensityScores;
import io.crosslift.schema.PropensityValidation;
import io.crosslift.schema.TableSpec;
import io.crosslift.testing.CoreRows;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * 600 accounts. Those whose number is a multiple of 3 are keen: they bought in March, in April and again in May 2025, the others in
 * January only. Of the keen two thirds convert in April and, in May, where the experiment treats the odd ones, all odd ones and a fifth
 * of the even; of the others one in ten, whatever happens.
 */
@ExtendWith(SparkSessionExtension.class)
class PropensityStepTest {
    private static final String KEEN = "id % 3 = 0";

    @Test
    void theScoreOfThePastRanksTheExperimentsAccounts(SparkSession spark) {
        // a session that has observed something can't be serialised, so nothing sent to an executor may hold it
        spark.range(1).observe("rows", count(lit(1))).collect();

        PropensityStep.Result result = PropensityStep.of(business(spark));

        Row row = result.validation().head();
        assertThat(row.<String>getAs(PropensityValidation.MODEL_VERSION)).isEqualTo("logistic-2025-05-01-29d-ALL");
        assertThat(row.<Long>getAs(PropensityValidation.N_TRAINING)).isEqualTo(600);
        assertThat(row.<Long>getAs(PropensityValidation.N)).isEqualTo(300);
        assertThat(row.<Timestamp>getAs(PropensityValidation.TRAINED_BEFORE))
                .isEqualTo(Timestamp.from(Instant.parse("2025-05-01T00:00:00Z")));
        assertThat(row.<Double>getAs(PropensityValidation.AUC)).isGreaterThan(0.7);
        // the keen third holds all of the uplift: 1 - 0.2 there
        assertThat(row.<Double>getAs(PropensityValidation.UPLIFT_AT_30)).isCloseTo(0.8, within(0.05));
        assertThat(row.<Double>getAs(PropensityValidation.QINI_N2_LOW)).isPositive();
        assertThat(row.<Object[]>getList(row.fieldIndex(PropensityValidation.WARNINGS)))
                .isEmpty();
        assertThat(row.<String>getAs(PropensityValidation.QINI_DEFINITION)).isEqualTo(QiniCurve.DEFINITION);
        agreesWithTheScoresThemselves(row, result.scores());
        result.release();
    }

    /** Recomputes the row's numbers from one score per account; scores of one 100,000th are ties. */
    private static void agreesWithTheScoresThemselves(Row row, Dataset<Row> scores) {
        RankingAccumulator exact = new RankingAccumulator(ScoreKeys.exact());
        double distances = 0;
        List<Row> rows = scores.collectAsList();
        assertThat(rows).hasSize(600);
        for (Row score : rows) {
            int id = Integer.parseInt(score.<String>getAs(PropensityScores.ACCOUNT_ID));
            boolean treated = id % 2 == 1;
            boolean keen = id % 3 == 0;
            boolean bought = keen ? treated || id % 5 == 0 : id % 10 == 1;
            double probability = score.<BigDecimal>getAs(PropensityScores.SCORE).doubleValue();
            exact.add(Math.floor(probability * 1e5), treated, bought ? 1 : 0);
            distances += Math.pow(probability - (bought ? 1 : 0), 2);
        }
        QiniCurve curve = QiniCurve.of(exact.ranking());
        assertThat(row.<Double>getAs(PropensityValidation.QINI)).isCloseTo(curve.qiniArea(), within(1e-6));
        Discrimination discrimination = Discrimination.of(exact.ranking());
        assertThat(row.<Double>getAs(PropensityValidation.AUC)).isCloseTo(discrimination.auc(), within(1e-9));
        assertThat(row.<Double>getAs(PropensityValidation.BRIER)).isCloseTo(distances / 600, within(1e-9));
    }

    @Test
    void whatHappensAtTheCutOrLaterIsNoFeature(SparkSession spark) {
        PropensityInputs inputs = business(spark);
        Dataset<Row> account = spark.sql("SELECT '3' AS account_id, TIMESTAMP'2025-04-10' AS cut_at");
        Dataset<Row> later = spark.sql("SELECT '3' AS account_id, TIMESTAMP'2025-04-10 00:00:00.000001' AS cut_at");

        double before = Features.of(account, inputs).head().<Double>getAs("lines_365");
        double after = Features.of(later, inputs).head().<Double>getAs("lines_365");

        // a line in January and in March; the one of 10 April, midnight, counts from the next microsecond on
        assertThat(before).isCloseTo(Math.log1p(2), within(1e-12));
        assertThat(after).isCloseTo(Math.log1p(3), within(1e-12));
    }

    @Test
    void aPastWithoutBuyersTrainsNoScore(SparkSession spark) {
        List<String> skipped = new ArrayList<>();
        PropensityInputs all = business(spark);
        LiftInputs lift = all.lift();
        PropensityInputs none = new PropensityInputs(
                LiftInputs.of(lift.experiments(), lift.assignments(), lift.accounts())
                        .with(ClassifiedLines.TABLE, lift.lines())
                        .with(Conversions.TABLE, all.conversions().limit(0)),
                null,
                all.rules());

        assertThat(PropensityModel.fit(RandomisedTrial.all(none, skipped).get(0), none, skipped))
                .isEmpty();
        assertThat(skipped)
                .containsExactly(
                        "no score is fitted for experiment spring: of 600 accounts known 30 days before it started"
                                + " 0 bought within them, and both buyers and others must be 20 at least");
    }

    private static PropensityInputs business(SparkSession spark) {
        Dataset<Row> accounts = table(
                spark,
                Accounts.TABLE,
                "SELECT CAST(id AS STRING) AS account_id, TIMESTAMP'2024-01-01' AS created_at, false AS is_internal"
                        + " FROM range(600)");
        Dataset<Row> lines = table(
                spark,
                ClassifiedLines.TABLE,
                "SELECT CAST(id AS STRING) AS account_id, 'f' AS family, 1 AS qty_net, 10 + id % 17 AS net,"
                        + " make_timestamp(2025, month, 10, 0, 0, 0) AS line_ts FROM range(600)"
                        + " LATERAL VIEW explode(IF(" + KEEN + ", array(1, 3, 4), array(1))) AS month");
        String bought = "(month = 4 AND IF(" + KEEN + ", id % 9 < 6, id % 10 = 1)) OR (month = 5 AND IF(" + KEEN
                + ", id % 2 = 1 OR id % 5 = 0, id % 10 = 1))";
        Dataset<Row> conversions = table(
                spark,
                Conversions.TABLE,
                "SELECT CAST(id AS STRING) AS account_id, 'g' AS family, 'cross_sell' AS sell_type, 5 AS value,"
                        + " 0 AS refunded, make_timestamp(2025, month, 20, 0, 0, 0) AS converted_at,"
                        + " make_date(2025, month, 20) AS conversion_date FROM range(600)"
                        + " LATERAL VIEW explode(array(4, 5)) AS month WHERE " + bought);
        Dataset<Row> experiments = table(
                spark,
                Experiments.TABLE,
                "SELECT 'spring' AS experiment_id, 'ab' AS design, 'account' AS unit_type, 'control' AS control_arm,"
                        + " 'converted' AS primary_metric, array(29, 400) AS windows, TIMESTAMP'2025-05-01' AS start_at");
        Dataset<Row> assignments = table(
                spark,
                ExperimentAssignments.TABLE,
                "SELECT 'spring' AS experiment_id, CAST(id AS STRING) AS unit_id, IF(id % 2 = 1, 'treated', 'control')"
                        + " AS arm, TIMESTAMP'2025-05-01' AS valid_from, TIMESTAMP'2025-05-01' AS assigned_at"
                        + " FROM range(600)");
        LiftRules rules = new LiftRules(
                LocalDate.parse("2025-06-30"),
                "run-1",
                "1",
                null,
                new ReportingSettings(ZoneId.of("UTC"), "USD", 30),
                new LiftSettings(
                        0.001, 0.05, 8, new CalibrationSettings(365, 180, new CalibrationPriorSettings(0.5, 1, 0.5))));
        return new PropensityInputs(
                LiftInputs.of(experiments, assignments, accounts)
                        .with(ClassifiedLines.TABLE, lines)
                        .with(Conversions.TABLE, conversions),
                null,
                rules);
    }

    private static Dataset<Row> table(SparkSession spark, TableSpec table, String query) {
        return CoreRows.of(spark, table, query);
    }
}
