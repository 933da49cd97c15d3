package io.crosslift.job;

import static io.crosslift.job.TextLayout.left;

import io.crosslift.source.Ingest;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** What was left out and why, as lines of at most 100 columns: tables that a source does not feed together, everything else by itself. */
final class SkippedText {
    private static final int WIDTH = 100;
    private static final int NAME = 36;
    private static final String SCHEMA = "core.";

    private SkippedText() {}

    /** The lines of what was left out, by name. */
    static List<String> lines(SortedMap<String, String> skipped) {
        List<String> lines = new ArrayList<>();
        List<String> notFed = skipped.keySet().stream()
                .filter(what -> Ingest.NOT_FED.equals(skipped.get(what)))
                .map(what -> what.startsWith(SCHEMA) ? what.substring(SCHEMA.length()) : what)
                .toList();
        if (!notFed.isEmpty()) {
            String sentence = "core tables that the source does not feed: " + String.join(", ", notFed);
            List<String> wrapped = TextLayout.wrapped(sentence, WIDTH - 4);
            lines.add("  " + wrapped.get(0));
            wrapped.subList(1, wrapped.size()).forEach(line -> lines.add("    " + line));
        }
        skipped.forEach((what, why) -> {
            if (!why.equals(Ingest.NOT_FED)) {
                lines.addAll(reason(what, why));
            }
        });
        return lines;
    }

    /** A long name takes a line of its own, a long reason as many as it needs. */
    private static List<String> reason(String what, String why) {
        List<String> lines = new ArrayList<>();
        String name = what;
        if (what.length() >= NAME) {
            lines.add("  " + what);
            name = "";
        }
        for (String line : TextLayout.wrapped(why, WIDTH - NAME - 3)) {
            lines.add("  " + left(name, NAME) + " " + line);
            name = "";
        }
        return lines;
    }
}
