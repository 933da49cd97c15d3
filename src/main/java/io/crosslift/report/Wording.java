package io.crosslift.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers, months and names as people read them; a dash where there is nothing. */
final class Wording {
    static final String NOTHING = "–";

    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    /** Names that don't explain themselves; others lose their underscores. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("unattributed", "no touch before"),
            Map.entry("cross_sell", "cross-sell"),
            Map.entry("up_sell", "up-sell"),
            Map.entry("w_shaped", "W-shaped"),
            Map.entry("markov", "Markov"),
            Map.entry("shapley", "Shapley"),
            Map.entry("converted", "buying cross-sell or up-sell"),
            Map.entry("converted_cross_sell", "buying cross-sell"),
            Map.entry("converted_up_sell", "buying up-sell"),
            Map.entry("net_revenue", "net revenue"),
            Map.entry("expansion_arr", "yearly expansion revenue"),
            Map.entry("expansion_mrr", "monthly expansion revenue"));

    private Wording() {}

    /** To the cent, digits grouped. */
    static String money(@Nullable BigDecimal amount) {
        return amount == null
                ? NOTHING
                : String.format(Locale.ROOT, "%,.2f", amount.setScale(2, RoundingMode.HALF_UP))
                        .replace("-", "−");
    }

    /** Three digits that matter, in thousands (k) or millions (M) where that is shorter. */
    static String shortMoney(@Nullable BigDecimal amount) {
        if (amount == null) {
            return NOTHING;
        }
        BigDecimal size = amount.abs();
        String unit = "";
        for (String next : List.of("k", "M", "bn")) {
            if (size.setScale(0, RoundingMode.HALF_UP).compareTo(THOUSAND) >= 0) {
                size = size.divide(THOUSAND);
                unit = " " + next;
            }
        }
        int places = size.compareTo(HUNDRED) >= 0 ? 0 : size.compareTo(BigDecimal.TEN) >= 0 ? 1 : 2;
        return (amount.signum() < 0 ? "−" : "")
                + size.setScale(places, RoundingMode.HALF_UP).toPlainString()
                + unit;
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace("-", "−");
    }

    /** A fraction as a percentage with one decimal. */
    static String percent(@Nullable Double fraction) {
        return fraction == null
                ? NOTHING
                : String.format(Locale.ROOT, "%.1f %%", fraction * 100).replace("-", "−");
    }

    /** A fraction as a percentage with its sign. */
    static String change(double fraction) {
        String text = String.format(Locale.ROOT, "%+.1f %%", fraction * 100);
        return text.replace("-", "−");
    }

    /** A plain statistic with as many digits as its size needs. */
    static String figure(@Nullable Double value) {
        if (value == null) {
            return NOTHING;
        }
        double size = Math.abs(value);
        int places = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
        return String.format(Locale.ROOT, "%,." + places + "f", value).replace("-", "−");
    }

    static String month(LocalDate day) {
        return MONTH.format(day);
    }

    static String day(LocalDate day) {
        return DAY.format(day);
    }

    /** A channel, model or metric by the name people use. */
    static String name(String code) {
        String named = NAMES.get(code);
        return named == null ? code.replace('_', ' ') : named;
    }

    /** A reason or flag in words. */
    static String flag(String code) {
        return code.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** {@code a, b and c}. */
    static String listed(List<String> names) {
        int last = names.size() - 1;
        return last < 1
                ? String.join("", names)
                : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }
}
