package io.crosslift.pathfile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** How each model's definition differs from what other tools call by its name. */
public final class ToolComparison {
    private static final String TEXT = "comparison.txt";

    private ToolComparison() {}

    /**
     * A paragraph on a model, headed by its name, lines at most 100 columns wide.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static String of(String model) {
        String text = text();
        String heading = "# " + model + "\n";
        int start = text.startsWith(heading) ? 0 : text.indexOf("\n" + heading) + 1;
        if (start == 0 && !text.startsWith(heading)) {
            throw new IllegalArgumentException("no comparison of " + model);
        }
        int from = start + heading.length();
        int end = text.indexOf("\n# ", from);
        return model + "\n" + wrapped((end < 0 ? text.substring(from) : text.substring(from, end)).strip());
    }

    private static String wrapped(String paragraph) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : paragraph.split("\\s+", -1)) {
            if (column + word.length() + 1 > 100) {
                lines.append('\n');
                column = 0;
            }
            lines.append(column == 0 ? "  " : " ").append(word);
            column += word.length() + (column == 0 ? 2 : 1);
        }
        return lines.append('\n').toString();
    }

    private static String text() {
        try (InputStream resource = Objects.requireNonNull(ToolComparison.class.getResourceAsStream(TEXT), TEXT)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
