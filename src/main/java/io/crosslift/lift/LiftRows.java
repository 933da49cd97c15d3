package io.crosslift.lift;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * The rows of K19 of one experiment: every declared metric, window, arm and segment under its estimators.
 *
 * <p>The declared family, over which p is adjusted by Holm, is the metrics x arms of a window, inside a segment type x its segments.
 * Its tests are those of the primary estimators; a second estimator of the same metric shows its own numbers, without an adjusted p,
 * beside the verdict of the first. The interval of a row has the declared alpha, the verdict looks at the one at Holm's alpha.
 *
 * <p>Two families stand beside it. {@code cannibalisation}: net revenue and the base, cross-sell and up-sell revenue it is the sum of,
 * unit by unit, so that the covariances are in the net's error. {@code pull_forward}: one metric over every window, of the units that completed the
 * longest, with intervals that hold all at once, and {@code pull_forward_step}, what each window adds to the one before; a
 * negative step is business that was only brought forward. {@code post_stratified} takes the segments of a type together; it stands under the type
 * and the segment {@code ALL}.
 *
 * <p>Beside the primary estimator over all units: {@code winsorised}, the same of outcomes up to a cap, where the cap took anything away,
 * and {@code quantile_p}, where the arms' quantiles differ or can be told apart. With a cost, {@code roi} and
 * {@code cost_per_increment}.
 */
final class LiftRows {
    private final Experiment experiment;
    private final ArmTable table;
    private final LiftFacts facts;
    private final LiftRules rules;
    private final Confidence declared;

    /** Rows of one experiment. */
    LiftRows(Experiment experiment, ArmTable table, LiftFacts facts, LiftRules rules) {
        this.experiment = experiment;
        this.table = table;
        this.facts = facts;
        this.rules = rules;
        this.declared = new Confidence(experiment.alpha(), Alternative.TWO_SIDED);
    }

    /** All rows of the experiment. */
    List<Row> rows(ExperimentPlan plan) {
        List<Row> rows = new ArrayList<>();
        int longestElapsed = plan.windows().stream()
                .mapToInt(WindowPlan::days)
                .filter(table::matured)
                .max()
                .orElse(-1);
        for (WindowPlan window : plan.windows()) {
            ExperimentState state = ExperimentState.of(experiment, window, table, facts, rules);
            // An invalid experiment spends no look.
            DeclaredTest test = experiment.test().with(state.valid() ? facts.looks() : null);
            Families families = new Families(experiment, table, facts.known(), rules, declared, test);
            WindowRows measured = new WindowRows(experiment, families, state, facts, rules, declared, test);
            for (Family family : families.of(window, window.days() == longestElapsed)) {
                rows.addAll(measured.of(family));
            }
            rows.addAll(measured.returns(window));
        }
        return rows;
    }
}
