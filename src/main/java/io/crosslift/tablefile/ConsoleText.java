package io.crosslift.tablefile;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers, names and paragraphs as the console shows them, 100 columns wide; a dash where there is none. */
public final class ConsoleText {
    /** Columns of the console. */
    public static final int WIDTH = 100;

    private ConsoleText() {}

    /** Appends text broken at blanks; all lines but the first are indented. */
    public static void wrap(StringBuilder page, String indent, String text) {
        int column = 0;
        for (String word : text.split(" ", -1)) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                page.append('\n').append(indent);
                column = indent.length();
            } else if (column > 0) {
                page.append(' ');
                column++;
            }
            page.append(word);
            column += word.codePointCount(0, word.length());
        }
        page.append('\n');
    }

    public static String interval(@Nullable Double low, @Nullable Double high) {
        return low == null && high == null ? "-" : "[" + number(low) + ", " + number(high) + "]";
    }

    /** Four significant digits, or all digits before the point. */
    public static String number(@Nullable Double value) {
        if (value == null) {
            return "-";
        }
        double size = Math.abs(value);
        if (size >= 1e10 || (size > 0 && size < 1e-5)) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        int decimals = size == 0 ? 0 : (int) Math.max(0, Math.min(8, 3 - Math.floor(Math.log10(size))));
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    public static String signed(@Nullable Double value) {
        return value == null ? "-" : (value > 0 ? "+" : "") + number(value);
    }

    public static String percent(@Nullable Double value) {
        return value == null
                ? "-"
                : String.format(Locale.ROOT, Math.abs(value) >= 1e3 ? "%+.1e%%" : "%+.1f%%", 100 * value);
    }

    public static String probability(@Nullable Double p) {
        return p == null ? "-" : String.format(Locale.ROOT, p < 0.0001 ? "%.1e" : "%.4f", p);
    }

    public static String shortest(double number) {
        return String.format(Locale.ROOT, number == Math.rint(number) ? "%.0f" : "%.4g", number);
    }

    /** Without characters that move the cursor or change colours. */
    public static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    public static String padded(String text, int width) {
        int length = text.codePointCount(0, text.length());
        String shown = length < width ? text : text.substring(0, text.offsetByCodePoints(0, width - 2)) + "…";
        return shown + " ".repeat(width - shown.codePointCount(0, shown.length()));
    }

    public static String right(String text, int width) {
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }
}
