package io.crosslift.lift;

import static org.apache.spark.sql.functions.col;

import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.KpiColumns;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The window of an experiment over which its lift is compared with credit: the longest that has elapsed, else the longest.
 *
 * @param days length of the window
 * @param elapsed whether any unit has completed it
 * @param broken names of the rules that the experiment broke over this window, as K19 holds them
 */
record ComparedWindow(int days, boolean elapsed, List<String> broken) {

    /** K19 to the compared window of each experiment in it. */
    static Map<String, ComparedWindow> byExperiment(Dataset<Row> lift) {
        Map<String, ComparedWindow> windows = new HashMap<>();
        lift.filter(col(KpiColumns.SEGMENT_TYPE).equalTo(ArmMoments.ALL))
                .select(
                        ExperimentLift.EXPERIMENT_ID,
                        ExperimentLift.WINDOW_DAYS,
                        KpiColumns.IS_MATURE,
                        ExperimentLift.FLAGS)
                .distinct()
                .collectAsList()
                .forEach(row -> windows.merge(
                        row.getString(0),
                        new ComparedWindow(row.getInt(1), row.getBoolean(2), List.copyOf(row.getList(3))),
                        ComparedWindow::better));
        return windows;
    }

    private ComparedWindow better(ComparedWindow other) {
        return Comparator.comparing(ComparedWindow::elapsed)
                                .thenComparing(ComparedWindow::days)
                                .compare(this, other)
                        >= 0
                ? this
                : other;
    }
}
