package io.crosslift.pathfile;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.crosslift.attribution.Interval;
import io.crosslift.attribution.ModelCheck;
import io.crosslift.attribution.Transition;
import io.crosslift.failure.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The results as CSV in a folder: {@code credit.csv}, {@code transitions.csv} and {@code checks.csv}, numbers with all
 * their digits. They are written under other names first, so that a failure leaves what was there.
 */
public final class ResultFiles {
    private static final String CREDIT = "credit.csv";
    private static final String TRANSITIONS = "transitions.csv";
    private static final String CHECKS = "checks.csv";

    private final Path folder;

    /** Writes into this folder, which is made if it isn't there. */
    public ResultFiles(Path folder) {
        this.folder = folder;
    }

    /** Writes one file. */
    private interface Content {
        void writeTo(CsvWriter csv) throws IOException;
    }

    /**
     * Writes all files and returns them.
     *
     * @throws Failure of usage if the folder can't be made or written
     */
    public List<Path> write(PathAttribution attribution) {
        Map<Path, Path> written = new LinkedHashMap<>();
        try {
            Files.createDirectories(folder);
            written.put(file(CREDIT), write(CREDIT, csv -> writeCredit(attribution.credit(), csv)));
            written.put(file(TRANSITIONS), write(TRANSITIONS, csv -> writeTransitions(attribution.models(), csv)));
            written.put(file(CHECKS), write(CHECKS, csv -> writeChecks(attribution.checks(), csv)));
            for (Map.Entry<Path, Path> file : written.entrySet()) {
                Files.move(file.getValue(), file.getKey(), StandardCopyOption.REPLACE_EXISTING);
            }
            return List.copyOf(written.keySet());
        } catch (IOException | UncheckedIOException e) {
            written.values().forEach(ResultFiles::discard);
            throw Failure.usage(
                    "the folder " + folder + " can't be written (" + e.getMessage()
                            + "), name another one with --out or make room in it",
                    e);
        }
    }

    private Path write(String name, Content content) throws IOException {
        Path part = folder.resolve("." + name + "." + ProcessHandle.current().pid() + ".part");
        try (CsvWriter csv = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .bufferSize(1 << 16)
                .build(part, StandardCharsets.UTF_8)) {
            content.writeTo(csv);
        } catch (IOException | UncheckedIOException e) {
            discard(part);
            throw e;
        }
        return part;
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

    private Path file(String name) {
        return folder.resolve(name);
    }

    private static String text(@Nullable Double number) {
        return number == null ? "" : number.toString();
    }

    private static void discard(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // What led here is said already.
        }
    }
}
