package io.crosslift.lift;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.CampaignCosts;
import io.crosslift.schema.ColumnTypes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Date;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What experiments cost. In: R14. Out: per experiment the costs of the campaigns and plays that are its exposure, as far as they are for
 * days between its start and its end; a cost for more days counts by the share of days.
 */
final class ExperimentCosts {
    private static final String EXPERIMENT = "cost_experiment";
    private static final String REFERENCE = "reference";
    private static final String FIRST = "first_day";
    private static final String LAST = "last_day";
    private static final String FOREIGN = "foreign";
    private static final StructType REFERENCES = new StructType()
            .add(EXPERIMENT, DataTypes.StringType)
            .add(REFERENCE, ColumnTypes.STRINGS)
            .add(FIRST, DataTypes.DateType)
            .add(LAST, DataTypes.DateType);

    private ExperimentCosts() {}

    /**
     * Costs by experiment, above 0, in the reporting currency.
     *
     * @param skipped gets a sentence for each experiment with costs in another currency, which has no cost here
     */
    static Map<String, BigDecimal> of(
            @Nullable Dataset<Row> costs,
            Collection<Experiment> experiments,
            LiftRules rules,
            Collection<String> skipped) {
        Map<String, BigDecimal> byExperiment = new HashMap<>();
        if (costs == null) {
            return byExperiment;
        }
        for (Row row : sums(costs, experiments, rules)) {
            String experiment = row.getAs(EXPERIMENT);
            BigDecimal amount = row.getAs(CampaignCosts.AMOUNT);
            if (row.<Long>getAs(FOREIGN) > 0) {
                skipped.add("return of experiment " + experiment + " isn't measured: some of its costs are in "
                        + row.getAs(CampaignCosts.CURRENCY) + ", not in "
                        + rules.reporting().currency());
            } else if (amount != null && amount.signum() > 0) {
                byExperiment.put(experiment, amount.setScale(2, RoundingMode.HALF_UP));
            }
        }
        return byExperiment;
    }

    private static List<Row> sums(Dataset<Row> costs, Collection<Experiment> experiments, LiftRules rules) {
        Dataset<Row> references = costs.sparkSession()
                .createDataFrame(
                        experiments.stream()
                                .map(experiment -> RowFactory.create(
                                        experiment.id(),
                                        experiment.exposureRefs().toArray(),
                                        Date.valueOf(rules.localDay(experiment.startAt())),
                                        Date.valueOf(rules.localDay(
                                                experiment.endAt().minusNanos(1)))))
                                .toList(),
                        REFERENCES)
                .withColumn(REFERENCE, explode(col(REFERENCE)));
        Column theirs = col(CampaignCosts.CAMPAIGN_ID)
                .equalTo(col(REFERENCE))
                .or(col(CampaignCosts.PLAY_ID).equalTo(col(REFERENCE)));
        Column inside = col(CampaignCosts.PERIOD_START)
                .leq(col(LAST))
                .and(col(CampaignCosts.PERIOD_END).geq(col(FIRST)));
        Column days = datediff(
                        least(col(CampaignCosts.PERIOD_END), col(LAST)),
                        greatest(col(CampaignCosts.PERIOD_START), col(FIRST)))
                .plus(1);
        Column whole = datediff(col(CampaignCosts.PERIOD_END), col(CampaignCosts.PERIOD_START))
                .plus(1);
        Column foreign = col(CampaignCosts.CURRENCY).notEqual(rules.reporting().currency());
        // A cost that names both a campaign and a play of the experiment is one cost.
        return costs.join(broadcast(references), theirs.and(inside))
                .dropDuplicates(EXPERIMENT, CampaignCosts.COST_ID)
                .groupBy(EXPERIMENT)
                .agg(
                        sum(col(CampaignCosts.AMOUNT)
                                        .multiply(days.cast("decimal(10,0)"))
                                        .divide(whole.cast("decimal(10,0)")))
                                .as(CampaignCosts.AMOUNT),
                        count(when(foreign, lit(1))).as(FOREIGN),
                        max(when(foreign, col(CampaignCosts.CURRENCY))).as(CampaignCosts.CURRENCY))
                .collectAsList();
    }
}
