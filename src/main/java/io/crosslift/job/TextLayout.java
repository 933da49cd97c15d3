package io.crosslift.job;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Columns of text on the console. */
final class TextLayout {
    private TextLayout() {}

    /** Left-aligned, cut so that a blank follows. */
    static String left(String text, int width) {
        return String.format(Locale.ROOT, "%-" + width + "s", cut(text, width - 1));
    }

    static String right(String text, int width) {
        return String.format(Locale.ROOT, "%" + width + "s", text);
    }

    /** The text, or its beginning and three dots. */
    static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 3) + "...";
    }

    /** The text in lines of at most {@code width}, broken at blanks; a word that is longer has a line of its own. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split(" +", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** An amount with grouped digits, or a dash where there is none. */
    static String money(@Nullable BigDecimal amount) {
        return amount == null ? "-" : String.format(Locale.ROOT, "%,.2f", amount.setScale(2, RoundingMode.HALF_UP));
    }
}
