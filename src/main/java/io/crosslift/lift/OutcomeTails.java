package io.crosslift.lift;

import io.crosslift.lift.estimate.QuantileArm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the tails of outcomes, on the driver: the cap, which is the quantile {@value #CAP_LEVEL} of all arms together, and
 * quantiles of each arm with the order statistics that bound them. Like the moments they are those of the units whose window has
 * elapsed or, where no unit of the experiment has come that far, of all eligible units so far.
 */
final class OutcomeTails {
    /** Quantiles that are compared between arms. */
    static final List<Double> LEVELS = List.of(0.5, 0.9, 0.99);

    private static final double CAP_LEVEL = 0.999;
    /** What a product of a level and a count may be above the whole number that it is. */
    private static final double ROUNDING = 1e-9;

    private static final int ORDER_STATISTICS = 3;

    private record Window(String experiment, int days) {}

    private record Cell(
            Window window, String metric, @Nullable String arm, boolean elapsed) {
        static Cell of(Row row) {
            return new Cell(
                    new Window(row.getAs(ExperimentJoin.EXPERIMENT_ID), row.<Integer>getAs(ArmMoments.WINDOW)),
                    row.getAs(ValueRanks.METRIC),
                    row.getAs(ArmMoments.ARM),
                    row.<Boolean>getAs(ArmMoments.ELAPSED));
        }
    }

    private record Asked(Cell cell, int place) {}

    private final Map<Cell, Long> units = new HashMap<>();
    private final Set<Window> elapsed = new HashSet<>();
    private final Map<Asked, Double> values = new HashMap<>();

    /** Nothing is known. */
    OutcomeTails() {
        this(List.of());
    }

    /** Knows how many units each cell holds, and no value yet. */
    OutcomeTails(List<Row> totals) {
        for (Row row : totals) {
            Cell cell = Cell.of(row);
            units.put(cell, row.<Long>getAs(ValueRanks.UNITS));
            if (cell.elapsed()) {
                elapsed.add(cell.window());
            }
        }
    }

    /** The ranks whose values are needed, a row each. */
    List<Row> ranks() {
        List<Row> rows = new ArrayList<>();
        units.forEach((cell, count) -> {
            if (cell.elapsed() == elapsed.contains(cell.window())) {
                List<Long> ranks = cell.arm() == null ? List.of(capRank(count)) : ranks(count);
                for (int place = 0; place < ranks.size(); place++) {
                    long rank = ranks.get(place);
                    if (rank >= 1 && rank <= count) {
                        rows.add(RowFactory.create(
                                cell.window().experiment(),
                                cell.window().days(),
                                cell.metric(),
                                cell.arm(),
                                cell.elapsed(),
                                place,
                                rank));
                    }
                }
            }
        });
        return rows;
    }

    /** Takes in the values at the ranks. */
    void add(List<Row> found) {
        found.forEach(row -> values.put(
                new Asked(Cell.of(row), row.<Integer>getAs(ValueRanks.ASKED)), row.<Double>getAs(ValueRanks.VALUE)));
    }

    /** The caps of a window's metrics, by metric. */
    Map<String, Double> caps(String experiment, int days) {
        Window window = new Window(experiment, days);
        Map<String, Double> caps = new HashMap<>();
        values.forEach((asked, value) -> {
            if (asked.cell().window().equals(window) && asked.cell().arm() == null) {
                caps.put(asked.cell().metric(), value);
            }
        });
        return caps;
    }

    /** A quantile of an arm; null where the arm holds no unit or the metric has no tail. */
    @Nullable
    QuantileArm quantile(String experiment, int days, String metric, String arm, double level) {
        Window window = new Window(experiment, days);
        Cell cell = new Cell(window, metric, arm, elapsed.contains(window));
        int place = LEVELS.indexOf(level) * ORDER_STATISTICS;
        Double value = values.get(new Asked(cell, place + 1));
        return value == null
                ? null
                : new QuantileArm(
                        units.getOrDefault(cell, 0L),
                        value,
                        values.get(new Asked(cell, place)),
                        values.get(new Asked(cell, place + 2)),
                        1);
    }

    private static long capRank(long count) {
        return Math.max(1, (long) Math.ceil(count * CAP_LEVEL - ROUNDING));
    }

    /** Lower bound, quantile and upper bound of each level. */
    private static List<Long> ranks(long count) {
        List<Long> ranks = new ArrayList<>();
        for (double level : LEVELS) {
            QuantileArm.Ranks bounds = QuantileArm.Ranks.of(count, level);
            ranks.add(bounds.low());
            ranks.add(bounds.at());
            ranks.add(bounds.high());
        }
        return ranks;
    }
}
