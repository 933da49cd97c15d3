package io.crosslift.marketfile;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers and names as the console shows them; a dash where there is none. */
final class ConsoleText {
    private ConsoleText() {}

    static String interval(@Nullable Double low, @Nullable Double high) {
        return low == null && high == null ? "-" : "[" + number(low) + ", " + number(high) + "]";
    }

    /** Four significant digits, or all digits before the point. */
    static String number(@Nullable Double value) {
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

    static String signed(@Nullable Double value) {
        return value == null ? "-" : (value > 0 ? "+" : "") + number(value);
    }

    static String percent(@Nullable Double value) {
        return value == null
                ? "-"
                : String.format(Locale.ROOT, Math.abs(value) >= 1e3 ? "%+.1e%%" : "%+.1f%%", 100 * value);
    }

    static String probability(@Nullable Double p) {
        return p == null ? "-" : String.format(Locale.ROOT, p < 0.0001 ? "%.1e" : "%.4f", p);
    }

    static String shortest(double number) {
        return String.format(Locale.ROOT, number == Math.rint(number) ? "%.0f" : "%.4g", number);
    }

    /** Without characters that move the cursor or change colours. */
    static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    static String padded(String text, int width) {
        int length = text.codePointCount(0, text.length());
        String shown = length < width ? text : text.substring(0, text.offsetByCodePoints(0, width - 2)) + "…";
        return shown + " ".repeat(width - shown.codePointCount(0, shown.length()));
    }

    static String right(String text, int width) {
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }
}
