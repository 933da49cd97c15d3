package io.crosslift.pathfile;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.crosslift.attribution.Interval;
import io.crosslift.attribution.ModelCheck;
import io.crosslift.attribution.Transition;
import io.crosslift.failure.Failure;
import io.crosslift.tablefile.CsvFolder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The results as CSV in a folder: {@code credit.csv}, {@code transitions.csv} and {@code checks.csv}, numbers with all
 * their digits. They are written under other names first, so that a failure leaves what was there.
 */
public final class ResultFiles {
    private final Path folder;

    /** Writes into this folder, which is made if it isn't there. */
    public ResultFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes all files and returns them.
     *
     * @throws Failure of usage if the folder can't be made or written
     */
    public List<Path> write(PathAttribution attribution) {
        Map<String, CsvFolder.Content> contents = new LinkedHashMap<>();
        contents.put("credit.csv", csv -> writeCredit(attribution.credit(), csv));
        contents.put("transitions.csv", csv -> writeTransitions(attribution.models(), csv));
        contents.put("checks.csv", csv -> writeChecks(attribution.checks(), csv));
        return new CsvFolder(folder).write(contents);
    }

    private static void writeCredit(List<CreditRow> rows, CsvWriter csv) {
        csv.writeRecord(
                "model",
                "order",
                "goal",
                "channel",
                "conversions",
                "value",
                "share",
                "removal_effect",
                "share_low",
                "share_high");
        for (CreditRow row : rows) {
            Interval interval = row.interval();
            csv.writeRecord(
                    row.model(),
                    row.order(),
                    row.goal(),
                    row.channel(),
                    Double.toString(row.conversions()),
                    Double.toString(row.value()),
                    text(row.share()),
                    text(row.removalEffect()),
                    interval == null ? "" : Double.toString(interval.low()),
                    interval == null ? "" : Double.toString(interval.high()));
        }
    }

    private static void writeTransitions(List<FittedModel> models, CsvWriter csv) {
        csv.writeRecord("order", "goal", "from", "to", "probability", "count");
        for (FittedModel fitted : models) {
            for (Transition transition : fitted.result().transitions()) {
                csv.writeRecord(
                        fitted.order(),
                        fitted.goal(),
                        transition.from(),
                        transition.to(),
                        Double.toString(transition.probability()),
                        Long.toString(transition.count()));
            }
        }
    }

    private static void writeChecks(List<ModelCheck> checks, CsvWriter csv) {
        csv.writeRecord("model", "goal", "check", "left", "right", "passed");
        for (ModelCheck check : checks) {
            csv.writeRecord(
                    check.model(),
                    check.goal(),
                    check.check(),
                    Double.toString(check.left()),
                    Double.toString(check.right()),
                    Boolean.toString(check.passed()));
        }
    }

    private static String text(@Nullable Double number) {
        return number == null ? "" : number.toString();
    }
}
