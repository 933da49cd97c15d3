package io.crosslift.unitfile;

import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Lift;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results as maps and lists for JSON: the file, its arms, every estimate, sample-ratio tests and segments. */
public final class LiftSummary {
    private LiftSummary() {}

    /** The summary; {@code files} are what was written. */
    public static Map<String, @Nullable Object> of(UnitLift result, List<Path> files) {
        Map<String, @Nullable Object> summary = new LinkedHashMap<>();
        summary.put("file", result.file());
        summary.put("rows", result.rows());
        summary.put("units", result.units());
        summary.put("control", result.control());
        summary.put("alpha", result.alpha());
        summary.put("family_size", result.family());
        summary.put("valid", result.validity().failures().isEmpty());
        summary.put("sample_ratio_p", result.validity().smallestSampleRatioP());
        summary.put("max_share_deviation_points", result.shareDeviation());
        summary.put("notes", result.notes());
        summary.put("lift", result.lifts().stream().map(row -> lift(row)).toList());
        summary.put("sample_ratios", sampleRatios(result));
        summary.put(
                "segments", result.segments().stream().map(row -> segment(row)).toList());
        summary.put("files", files.stream().map(Path::toString).toList());
        return summary;
    }

    private static Map<String, @Nullable Object> lift(LiftRow row) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("outcome", row.outcome());
        map.put("arm", row.arm());
        map.put("estimator", row.estimator());
        map.put("detail", row.detail().isEmpty() ? null : row.detail());
        map.put("is_primary", row.primary());
        map.putAll(numbers(row.lift()));
        map.put("relative", row.lift().relative().value());
        map.put("relative_low", row.lift().relative().low());
        map.put("relative_high", row.lift().relative().high());
        Estimate total = row.lift().incrementalTotal();
        map.put("incremental_total", total == null ? null : total.value());
        map.put("mde", row.smallestEffect());
        map.put("p_adjusted", row.pAdjusted());
        row.measures().forEach((measure, value) -> map.put(measure.column(), value));
        map.put("verdict", row.verdict().name().toLowerCase(Locale.ROOT));
        map.put("warnings", row.warnings());
        return map;
    }

    private static List<Map<String, @Nullable Object>> sampleRatios(UnitLift result) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (SampleRatioRow row : result.sampleRatios()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("step", row.step());
            map.put("arm", row.arm());
            map.put("observed", row.observed());
            map.put("expected", row.expected());
            map.put("chi_square", row.chiSquare());
            map.put("df", row.degreesOfFreedom());
            map.put("p_value", row.p());
            map.put("alert", row.alert());
            rows.add(map);
        }
        return rows;
    }

    private static Map<String, @Nullable Object> segment(SegmentRow row) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("segment_column", row.column());
        map.put("segment", row.segment());
        map.put("outcome", row.outcome());
        map.put("arm", row.arm());
        map.put("estimator", row.estimator());
        map.putAll(numbers(row.lift()));
        map.put("p_adjusted", row.pAdjusted());
        map.put("finding", row.finding());
        map.put("shrunk_difference", row.shrunk());
        map.put("q", row.heterogeneity().q());
        map.put("q_p_value", row.heterogeneity().p());
        map.put("i_squared", row.heterogeneity().inconsistency());
        return map;
    }

    private static Map<String, @Nullable Object> numbers(Lift lift) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("n_arm", lift.treatment().units());
        map.put("n_control", lift.control().units());
        map.put("mean_arm", lift.treatment().value());
        map.put("mean_control", lift.control().value());
        map.put("difference", lift.difference().value());
        map.put("std_error", lift.difference().standardError());
        map.put("ci_low", lift.difference().low());
        map.put("ci_high", lift.difference().high());
        map.put("p_value", lift.difference().p());
        return map;
    }
}
