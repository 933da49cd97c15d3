package io.crosslift.lift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;

import io.crosslift.lift.sequential.GroupSequentialPlan;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.ExperimentJoinAudit;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.ExperimentLooks;
import io.crosslift.schema.TableSpec;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Measures every holdout, A/B test and observational comparison on accounts, intention to treat, tests of markets and stepped wedges.
 * In: {@link LiftInputs}. Out: K19, one row per experiment, metric, window, estimator, arm and segment, the audit of the join of
 * accounts, and looks at group sequential tests. Spark rolls events up to one row per unit and these to moments; what reaches the
 * driver is a row per experiment, window, arm and segment, or per market and day.
 */
public final class LiftStep {
    private LiftStep() {}

    /**
     * Measures all experiments.
     *
     * @throws io.crosslift.failure.Failure if an experiment is declared inconsistently, or an outcome isn't a finite number
     */
    public static LiftResult of(LiftInputs inputs, LiftRules rules) {
        List<String> skipped = new ArrayList<>();
        List<Row> lift = new ArrayList<>();
        List<Row> audit = new ArrayList<>();
        List<Experiment> measurable = measurable(inputs, rules, skipped);
        Set<ValueBasis> bases = bases(measurable, inputs);
        Map<Experiment, ExperimentPlan> plans = plans(measurable, bases, inputs, rules, skipped);
        KnownSales known = measurable.isEmpty() ? KnownSales.NONE : KnownSales.of(inputs, rules);
        List<Row> looks = new ArrayList<>();
        if (!plans.isEmpty()) {
            Dataset<Row> units = ExperimentJoin.units(inputs, plans.keySet(), rules);
            Dataset<Row> outcomes = outcomes(units, plans.keySet(), inputs, rules);
            OutcomeTails tails = tails(outcomes, plans);
            plans.replaceAll((experiment, plan) -> plan.capped(experiment.id(), tails));
            Map<String, ArmTable> tables =
                    ArmTable.byExperiment(ArmMoments.of(outcomes, byId(plans)).collectAsList());
            outcomes.unpersist();
            List<Row> earlier =
                    inputs.looks() == null ? List.of() : inputs.looks().collectAsList();
            Map<String, BigDecimal> costs = ExperimentCosts.of(inputs.costs(), plans.keySet(), rules, skipped);
            Map<String, Long> linked = linkedControls(inputs, units, plans.keySet());
            plans.forEach((experiment, plan) -> {
                ArmTable table = tables.get(experiment.id());
                if (table == null) {
                    skipped.add("experiment " + experiment.id() + " isn't measured: no unit is assigned to it");
                    return;
                }
                GroupSequentialPlan sequential = experiment.test().group();
                PlannedLooks planned =
                        sequential == null ? null : new PlannedLooks(experiment, sequential, earlier, rules);
                Beside beside = Beside.of(experiment, plans.keySet());
                String leftOut = beside.leftOut(experiment);
                if (leftOut != null) {
                    skipped.add(leftOut);
                }
                LiftFacts facts = new LiftFacts(
                        linked.getOrDefault(experiment.id(), 0L),
                        known,
                        tails,
                        costs.get(experiment.id()),
                        beside,
                        planned);
                audit.addAll(new JoinAudit(experiment, table, rules).rows());
                lift.addAll(new LiftRows(experiment, table, facts, rules).rows(plan));
                if (planned != null) {
                    looks.addAll(planned.made());
                }
            });
        }
        for (Experiment declared : measurable) {
            if (declared.onMarkets() || declared.steppedWedge()) {
                Experiment experiment = ValueBasis.measured(declared, bases, any -> false, skipped);
                lift.addAll(
                        experiment.onMarkets()
                                ? new MarketTests(experiment, inputs, rules, known, skipped).rows()
                                : new WedgeTests(experiment, inputs, rules, skipped).rows());
            }
        }
        SparkSession spark = inputs.experiments().sparkSession();
        return new LiftResult(
                dataset(spark, lift, ExperimentLift.TABLE),
                dataset(spark, audit, ExperimentJoinAudit.TABLE),
                dataset(spark, looks, ExperimentLooks.TABLE),
                skipped);
    }

    /** Caps and quantiles; they need the units before the moments do, which then aren't computed twice. */
    private static OutcomeTails tails(Dataset<Row> outcomes, Map<Experiment, ExperimentPlan> plans) {
        if (!ValueRanks.needed(plans.values())) {
            return new OutcomeTails();
        }
        outcomes.persist(StorageLevel.MEMORY_AND_DISK());
        return ValueRanks.of(outcomes, byId(plans));
    }

    /** What is measured of which experiment, by id; what isn't goes to {@code skipped} with its reason. */
    static Map<Experiment, ExperimentPlan> plans(LiftInputs inputs, LiftRules rules, List<String> skipped) {
        List<Experiment> measurable = measurable(inputs, rules, skipped);
        return plans(measurable, bases(measurable, inputs), inputs, rules, skipped);
    }

    /** Value bases of conversions; empty where no experiment asks for their value. */
    private static Set<ValueBasis> bases(List<Experiment> measurable, LiftInputs inputs) {
        return measurable.stream().anyMatch(ValueBasis::matters) ? ValueBasis.of(inputs.conversions()) : Set.of();
    }

    private static Map<Experiment, ExperimentPlan> plans(
            List<Experiment> measurable,
            Set<ValueBasis> bases,
            LiftInputs inputs,
            LiftRules rules,
            List<String> skipped) {
        List<Experiment> experiments =
                measurable.stream().filter(Experiment::onAccounts).toList();
        StatedMetrics stated = StatedMetrics.of(experiments.isEmpty() ? null : inputs.outcomes(), rules);
        Map<Experiment, ExperimentPlan> plans = new LinkedHashMap<>();
        for (Experiment declared : experiments) {
            Experiment experiment =
                    ValueBasis.measured(declared, bases, name -> stated.find(declared, name) != null, skipped);
            ExperimentPlan plan = ExperimentPlan.of(experiment, inputs, stated);
            plans.put(experiment, plan);
            skipped.addAll(plan.unmeasured(experiment));
        }
        return plans;
    }

    /** Units to the merged moments of every cell; separate so that a test can look at the bits. */
    static Dataset<Row> moments(
            Dataset<Row> units, Map<Experiment, ExperimentPlan> plans, LiftInputs inputs, LiftRules rules) {
        return ArmMoments.of(outcomes(units, plans.keySet(), inputs, rules), byId(plans));
    }

    /** The plans by their experiments' ids. */
    static Map<String, ExperimentPlan> byId(Map<Experiment, ExperimentPlan> plans) {
        Map<String, ExperimentPlan> byId = new HashMap<>();
        plans.forEach((experiment, plan) -> byId.put(experiment.id(), plan));
        return byId;
    }

    /** Units to what each did in every window of the experiments. */
    static Dataset<Row> outcomes(
            Dataset<Row> units, Collection<Experiment> experiments, LiftInputs inputs, LiftRules rules) {
        List<Integer> windows = experiments.stream()
                .flatMap(experiment -> experiment.windows().stream())
                .distinct()
                .sorted()
                .toList();
        List<String> references = experiments.stream()
                .flatMap(experiment -> experiment.exposureRefs().stream())
                .distinct()
                .sorted()
                .toList();
        LocalDate from = experiments.stream()
                .map(experiment -> rules.localDay(experiment.startAt()))
                .min(LocalDate::compareTo)
                .orElse(rules.asOf())
                .minusDays(windows.get(windows.size() - 1) + 1L);
        Optional<Dataset<Row>> events = AccountEvents.of(inputs, from, references, rules);
        Dataset<Row> outcomes = RecurringBalances.with(
                UnitOutcomes.of(units, events, inputs, windows, rules), units, inputs.movements(), windows);
        return ConcurrentArms.with(outcomes, units, experiments);
    }

    private static List<Experiment> measurable(LiftInputs inputs, LiftRules rules, List<String> skipped) {
        List<Experiment> measurable = new ArrayList<>();
        for (Experiment experiment : Experiment.all(inputs.experiments())) {
            String reason = experiment.unmeasured(rules);
            if (reason == null) {
                measurable.add(experiment);
            } else {
                skipped.add(reason);
            }
        }
        return measurable;
    }

    /** Without parent accounts there is nothing to link, and the join isn't made a second time. */
    private static Map<String, Long> linkedControls(
            LiftInputs inputs, Dataset<Row> units, Collection<Experiment> experiments) {
        Map<String, Long> linked = new TreeMap<>();
        long parents = inputs.accounts()
                .agg(count(col(Accounts.PARENT_ID)).as("parents"))
                .head()
                .getLong(0);
        if (parents > 0) {
            ExperimentJoin.linkedControls(units, experiments)
                    .collectAsList()
                    .forEach(row -> linked.put(row.getAs(ExperimentJoin.EXPERIMENT_ID), row.<Long>getAs("linked")));
        }
        return linked;
    }

    private static Dataset<Row> dataset(SparkSession spark, List<Row> rows, TableSpec table) {
        return spark.createDataFrame(rows, table.shape());
    }
}
