package io.crosslift.job;

import static io.crosslift.job.TextLayout.left;
import static io.crosslift.job.TextLayout.right;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs as lines of at most 100 columns, and as JSON. */
final class HistoryText {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int WIDTH = 100;
    private static final int INDENT = 12;

    private HistoryText() {}

    /** One line per run; what failed stands wrapped below its run. */
    static List<String> table(List<RecordedRun> runs) {
        List<String> lines = new ArrayList<>();
        lines.add(line("as of", "started (UTC)", "seconds", "status", "run", "tables", "skipped"));
        for (RecordedRun run : runs) {
            lines.add(line(
                    run.asOf().toString(),
                    SECOND.format(run.startedAt()),
                    seconds(run),
                    run.status(),
                    run.runId(),
                    String.valueOf(run.versions().size()),
                    String.valueOf(run.skipped().size())));
            if (run.error() != null) {
                wrapped(run.error(), WIDTH - INDENT).forEach(part -> lines.add(" ".repeat(INDENT) + part));
            }
        }
        return lines;
    }

    /** All of one run: what it was, what failed, what it skipped, and the version of every table after it. */
    static List<String> whole(RecordedRun run) {
        List<String> lines = new ArrayList<>();
        lines.add("Run " + run.runId() + ": " + run.status() + " as of " + run.asOf());
        lines.add("");
        lines.add("  " + left("command", INDENT) + run.command() + ", source " + run.source());
        lines.add("  " + left("started", INDENT) + SECOND.format(run.startedAt()) + " UTC, " + seconds(run) + " s");
        lines.add("  " + left("settings", INDENT) + run.settingsHash());
        lines.add("  " + left("program", INDENT) + run.codeVersion() + ", Spark " + run.sparkVersion());
        if (run.error() != null) {
            part(lines, "Failed");
            wrapped(run.error(), WIDTH - 2).forEach(text -> lines.add("  " + text));
        }
        if (!run.skipped().isEmpty()) {
            part(lines, "Skipped");
            run.skipped().forEach((what, why) -> {
                List<String> reason = wrapped(why, WIDTH - 40);
                lines.add("  " + left(what, 38) + reason.get(0));
                reason.stream().skip(1).forEach(rest -> lines.add(" ".repeat(40) + rest));
            });
        }
        if (!run.versions().isEmpty()) {
            part(lines, "Version of every table, for VERSION AS OF");
            run.versions().forEach((table, version) -> lines.add("  " + left(table, 48) + right("" + version, 8)));
        }
        return lines;
    }

    /** The runs with everything recorded of them, as one JSON array. */
    static String json(List<RecordedRun> runs) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (RecordedRun run : runs) {
            ObjectNode node = array.addObject()
                    .put("run_id", run.runId())
                    .put("command", run.command())
                    .put("source", run.source())
                    .put("as_of", run.asOf().toString())
                    .put("status", run.status())
                    .put("started_at", run.startedAt().toString())
                    .put("finished_at", run.finishedAt().toString())
                    .put("seconds", run.seconds())
                    .put("settings_hash", run.settingsHash())
                    .put("code_version", run.codeVersion())
                    .put("spark_version", run.sparkVersion())
                    .put("error", run.error());
            ObjectNode versions = node.putObject("versions");
            run.versions().forEach(versions::put);
            ObjectNode skipped = node.putObject("skipped");
            run.skipped().forEach(skipped::put);
        }
        return array.toString();
    }

    /** The text in lines of a width, broken at blanks where there are any. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text.strip().replaceAll("\\s+", " ");
        while (rest.length() > width) {
            int blank = rest.lastIndexOf(' ', width);
            int end = blank > 0 ? blank : width;
            lines.add(rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    static String minute(Instant instant) {
        return SECOND.format(instant).substring(0, 16);
    }

    private static void part(List<String> lines, String title) {
        lines.add("");
        lines.add(title);
    }

    private static String seconds(RecordedRun run) {
        return String.format(Locale.ROOT, "%,.1f", run.seconds());
    }

    private static String line(
            String asOf, String started, String seconds, String status, String run, String tables, String skipped) {
        return left(asOf, INDENT) + left(started, 20) + right(seconds, 8) + "  " + left(status, 11) + left(run, 31)
                + right(tables, 7) + right(skipped, 8);
    }
}
