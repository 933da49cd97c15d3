package io.crosslift.unitfile;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.crosslift.failure.Failure;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.tablefile.CsvFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The results as CSV in a folder: {@code lift.csv}, {@code srm.csv} and {@code segments.csv}, numbers with all their digits, an
 * empty cell where there is none.
 */
public final class LiftFiles {
    private static final List<String> LIFT = List.of(
            "outcome",
            "arm",
            "control",
            "estimator",
            "n_arm",
            "n_control",
            "mean_arm",
            "mean_control",
            "difference",
            "std_error",
            "ci_low",
            "ci_high",
            "p_value",
            "relative",
            "relative_low",
            "relative_high",
            "incremental_total",
            "mde",
            "verdict",
            "warnings",
            "is_primary",
            "detail",
            "p_adjusted",
            "family_size",
            "alpha",
            "verdict_alpha",
            "statistic",
            "degrees_of_freedom",
            "incremental_low",
            "incremental_high",
            "srm_p");

    private final Path folder;

    /** Writes into this folder, which is made if it isn't there. */
    public LiftFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes all files and returns them.
     *
     * @throws Failure of usage if the folder can't be made or written
     */
    public List<Path> write(UnitLift result) {
        Map<String, CsvFolder.Content> contents = new LinkedHashMap<>();
        contents.put("lift.csv", csv -> writeLift(result, csv));
        contents.put("srm.csv", csv -> writeSampleRatios(result, csv));
        contents.put("segments.csv", csv -> writeSegments(result, csv));
        return new CsvFolder(folder).write(contents);
    }

    private static void writeLift(UnitLift result, CsvWriter csv) {
        List<String> header = new ArrayList<>(LIFT);
        for (Measure measure : Measure.values()) {
            header.add(measure.column());
        }
        csv.writeRecord(header);
        for (LiftRow row : result.lifts()) {
            List<String> cells = new ArrayList<>(List.of(row.outcome(), row.arm(), row.control(), row.estimator()));
            addLift(cells, row.lift());
            Estimate total = row.lift().incrementalTotal();
            cells.add(text(row.lift().relative().value()));
            cells.add(text(row.lift().relative().low()));
            cells.add(text(row.lift().relative().high()));
            cells.add(text(total == null ? null : total.value()));
            cells.add(text(row.smallestEffect()));
            cells.add(row.verdict().name().toLowerCase(Locale.ROOT));
            cells.add(String.join(" ", row.warnings()));
            cells.add(Boolean.toString(row.primary()));
            cells.add(row.detail());
            cells.add(text(row.pAdjusted()));
            cells.add(Integer.toString(result.family()));
            cells.add(text(result.alpha()));
            cells.add(text(row.verdictAlpha()));
            cells.add(text(row.lift().difference().statistic()));
            cells.add(text(row.lift().difference().degreesOfFreedom()));
            cells.add(text(total == null ? null : total.low()));
            cells.add(text(total == null ? null : total.high()));
            cells.add(text(result.validity().smallestSampleRatioP()));
            for (Measure measure : Measure.values()) {
                cells.add(text(row.measures().get(measure)));
            }
            csv.writeRecord(cells);
        }
    }

    private static void writeSampleRatios(UnitLift result, CsvWriter csv) {
        csv.writeRecord("step", "arm", "observed", "expected", "chi_square", "df", "p_value", "alert");
        for (SampleRatioRow row : result.sampleRatios()) {
            csv.writeRecord(
                    row.step(),
                    row.arm(),
                    Long.toString(row.observed()),
                    text(row.expected()),
                    text(row.chiSquare()),
                    Integer.toString(row.degreesOfFreedom()),
                    text(row.p()),
                    Boolean.toString(row.alert()));
        }
    }

    private static void writeSegments(UnitLift result, CsvWriter csv) {
        csv.writeRecord(
                "segment_column",
                "segment",
                "outcome",
                "arm",
                "control",
                "estimator",
                "n_arm",
                "n_control",
                "mean_arm",
                "mean_control",
                "difference",
                "std_error",
                "ci_low",
                "ci_high",
                "p_value",
                "p_adjusted",
                "finding",
                "shrunk_difference",
                "q",
                "q_df",
                "q_p_value",
                "i_squared",
                "warnings");
        for (SegmentRow row : result.segments()) {
            List<String> cells = new ArrayList<>(
                    List.of(row.column(), row.segment(), row.outcome(), row.arm(), row.control(), row.estimator()));
            addLift(cells, row.lift());
            cells.add(text(row.pAdjusted()));
            cells.add(row.finding());
            cells.add(text(row.shrunk()));
            cells.add(text(row.heterogeneity().q()));
            cells.add(Integer.toString(row.heterogeneity().degreesOfFreedom()));
            cells.add(text(row.heterogeneity().p()));
            cells.add(text(row.heterogeneity().inconsistency()));
            cells.add(String.join(
                    " ",
                    row.lift().difference().warnings().stream().map(Enum::name).toList()));
            csv.writeRecord(cells);
        }
    }

    /** Units, means, difference, its standard error, interval and p. */
    private static void addLift(List<String> cells, Lift lift) {
        cells.add(Long.toString(lift.treatment().units()));
        cells.add(Long.toString(lift.control().units()));
        cells.add(text(lift.treatment().value()));
        cells.add(text(lift.control().value()));
        cells.add(text(lift.difference().value()));
        cells.add(text(lift.difference().standardError()));
        cells.add(text(lift.difference().low()));
        cells.add(text(lift.difference().high()));
        cells.add(text(lift.difference().p()));
    }

    private static String text(@Nullable Double number) {
        return number == null ? "" : number.toString();
    }
}
