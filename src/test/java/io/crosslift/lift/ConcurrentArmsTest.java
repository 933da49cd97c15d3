package io.crosslift.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.KpiColumns;
import io.crosslift.testing.SparkSessionExtension;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two experiments on the same accounts at the same time: 40 accounts per cell, who spend 20, 3 more under the first programme, 2 more under
 * the second, another 4 under both, and 1 more or less by turns.
 */
@ExtendWith(SparkSessionExtension.class)
class ConcurrentArmsTest {
    private static final double CLOSE = 1e-9;
    private static final int UNITS = 40;
    /** Of 40 numbers that are 1 more or less, over 40. */
    private static final double SQUARED_ERROR = 1.0 / (UNITS - 1);

    @Test
    void theEffectOfOneProgrammeIsKnownWithAndWithoutTheOther(SparkSession spark) {
        List<Row> rows = business().beside("f").measured(spark).lift().stream()
                .filter(row -> row.getAs(ExperimentLift.EXPERIMENT_ID).equals("e"))
                .toList();

        assertThat(row(rows, "welch", "control").<Double>getAs(ExperimentLift.DIFF))
                .isCloseTo(3, within(CLOSE));
        assertThat(row(rows, "welch", "treated").<Double>getAs(ExperimentLift.DIFF))
                .isCloseTo(7, within(CLOSE));
        Row main = row(rows, "concurrent_main", "ALL");
        assertThat(main.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(5, within(CLOSE));
        // Four cells, each with the weight 1/2.
        assertThat(main.<Double>getAs(ExperimentLift.SE)).isCloseTo(Math.sqrt(SQUARED_ERROR), within(CLOSE));
        assertThat(main.<Long>getAs(ExperimentLift.N)).isEqualTo(2 * UNITS);
        Row interaction = row(rows, "interaction", "ALL");
        assertThat(interaction.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(4, within(CLOSE));
        assertThat(interaction.<Double>getAs(ExperimentLift.SE)).isCloseTo(2 * Math.sqrt(SQUARED_ERROR), within(CLOSE));
        assertThat(interaction.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("positive");
        assertThat(rows).allSatisfy(row -> assertThat(Measured.warnings(row)).contains("CONTROL_TREATED_BESIDE"));
    }

    @Test
    void anExperimentAloneHasNoArmsBesideIt(SparkSession spark) {
        Measured alone = business().measured(spark);

        assertThat(alone.lift())
                .extracting(row -> row.<String>getAs(KpiColumns.SEGMENT_TYPE))
                .containsOnly("ALL");
        assertThat(alone.says("CONTROL_TREATED_BESIDE")).isFalse();
    }

    @Test
    void withMoreThanFourBesideEachIsComparedAloneAndThatIsSaid(SparkSession spark) {
        Business business = business();
        for (String other : List.of("f", "g", "h", "i", "j")) {
            business.beside(other);
        }
        // Nobody is in the others but in f; that they run is enough.
        Measured measured = business.measured(spark);

        assertThat(measured.skipped())
                .contains(
                        "experiment e is compared with each of the 5 experiments that run beside it alone: all at once"
                                + " are compared for at most 4");
        assertThat(measured.lift())
                .extracting(row -> row.<String>getAs(KpiColumns.SEGMENT_TYPE))
                .contains("experiment f")
                .noneMatch(type -> type.startsWith("experiments "));
    }

    private static Business business() {
        Business business = new Business();
        for (int i = 0; i < 4 * UNITS; i++) {
            boolean first = i / UNITS % 2 == 1;
            boolean second = i / (2 * UNITS) == 1;
            int amount = 20 + (first ? 3 : 0) + (second ? 2 : 0) + (first && second ? 4 : 0) + (i % 2 == 0 ? 1 : -1);
            String unit = "unit-" + i;
            business.account(unit)
                    .assigned(unit, first ? "treated" : "control", Business.START.toString(), null)
                    .assigned("f", unit, second ? "treated" : "control", Business.START.toString(), null, null)
                    .line(unit, "order-" + i, "2025-03-10T00:00:00Z", amount + ".00", "1");
        }
        return business;
    }

    private static Row row(List<Row> rows, String estimator, String segment) {
        List<Row> found = rows.stream()
                .filter(row -> row.getAs(KpiColumns.SEGMENT_TYPE).equals("experiment f")
                        && row.getAs(KpiColumns.SEGMENT).equals(segment)
                        && row.getAs(ExperimentLift.ESTIMATOR).equals(estimator))
                .toList();
        assertThat(found).as("%s in %s", estimator, segment).hasSize(1);
        return found.get(0);
    }
}
