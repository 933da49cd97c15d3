package io.crosslift.report;

import io.crosslift.schema.Attach;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.MrrBridge;
import io.crosslift.schema.Retention;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.TransactionMix;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The numbers that a reader looks for first: the newest whole month beside the month before it. */
final class HeadlineCards {
    private static final int SHOWN = 13;

    private final PublishedTables tables;
    private final ReportRun run;

    HeadlineCards(PublishedTables tables, ReportRun run) {
        this.tables = tables;
        this.run = run;
    }

    List<Card> all() {
        List<Card> cards = new ArrayList<>();
        money(cards, "Revenue of existing customers", TransactionMix.TABLE, TransactionMix.TOTAL_REVENUE);
        money(cards, "of it cross-sell", TransactionMix.TABLE, TransactionMix.CROSS_REVENUE);
        money(cards, "of it up-sell, over what it replaced", TransactionMix.TABLE, TransactionMix.UP_INCREMENTAL);
        rate(cards, "Orders with cross-sell or up-sell", TransactionMix.TABLE, TransactionMix.EITHER_RATE, row -> true);
        money(cards, "Recurring revenue a month", MrrBridge.TABLE, MrrBridge.CLOSING);
        money(cards, "Expansion in the month", MrrBridge.TABLE, MrrBridge.EXPANSION);
        rate(cards, "Net revenue retention, 12 months", Retention.TABLE, Retention.NRR, row -> true);
        rate(cards, "Gross revenue retention, 12 months", Retention.TABLE, Retention.GRR, row -> true);
        rate(cards, "Accounts with two families or more", Attach.TABLE, Attach.RATE, row -> row.text(Attach.VARIANT)
                .equals("multi_product"));
        return cards;
    }

    private void money(List<Card> cards, String label, TableSpec table, String column) {
        List<PublishedRow> months = wholeMonths(table, row -> row.decimal(column) != null);
        add(
                cards,
                label,
                column,
                months,
                row -> row.number(column),
                row -> run.currency() + " " + Wording.shortMoney(row.decimal(column)),
                HeadlineCards::relative);
    }

    private void rate(
            List<Card> cards, String label, TableSpec table, String column, Predicate<PublishedRow> condition) {
        List<PublishedRow> months = wholeMonths(table, condition.and(row -> row.decimal(column) != null));
        add(
                cards,
                label,
                column,
                months,
                row -> row.number(column),
                row -> Wording.percent(row.number(column)),
                HeadlineCards::points);
    }

    private static void add(
            List<Card> cards,
            String label,
            String metric,
            List<PublishedRow> months,
            Function<PublishedRow, @Nullable Double> value,
            Function<PublishedRow, String> text,
            Movement movement) {
        if (months.isEmpty()) {
            return;
        }
        PublishedRow newest = months.get(months.size() - 1);
        String month = Wording.month(newest.day(KpiColumns.PERIOD_START));
        String moved = month;
        if (months.size() > 1) {
            PublishedRow before = months.get(months.size() - 2);
            moved += ": " + movement.between(number(value, before), number(value, newest)) + " on "
                    + Wording.month(before.day(KpiColumns.PERIOD_START));
        }
        List<Double> series = months.stream()
                .skip(Math.max(0, months.size() - SHOWN))
                .map(row -> number(value, row))
                .toList();
        cards.add(new Card(label, metric, text.apply(newest), moved, series));
    }

    private static Double number(Function<PublishedRow, @Nullable Double> value, PublishedRow row) {
        Double number = value.apply(row);
        return number == null ? Double.valueOf(0) : number;
    }

    /** Months whose last day is included and whose windows have passed, the oldest first. */
    private List<PublishedRow> wholeMonths(TableSpec table, Predicate<PublishedRow> condition) {
        return tables.of(table, condition).stream()
                .filter(row -> row.flag(KpiColumns.IS_MATURE)
                        && !row.day(KpiColumns.PERIOD_START)
                                .plusMonths(1)
                                .isAfter(run.asOf().plusDays(1)))
                .sorted(Comparator.comparing(row -> row.day(KpiColumns.PERIOD_START)))
                .toList();
    }

    /** How a value moved, in words and with an arrow. */
    private interface Movement {
        String between(double before, double after);
    }

    private static String relative(double before, double after) {
        if (before == 0) {
            return after == 0 ? "unchanged" : "from nothing";
        }
        double change = (after - before) / Math.abs(before);
        return arrow(change * 100) + Wording.change(change);
    }

    private static String points(double before, double after) {
        double points = (after - before) * 100;
        BigDecimal rounded = BigDecimal.valueOf(points).setScale(1, java.math.RoundingMode.HALF_UP);
        return rounded.signum() == 0
                ? "unchanged"
                : arrow(points) + (rounded.signum() > 0 ? "+" : "−") + rounded.abs() + " points";
    }

    private static String arrow(double change) {
        return Math.abs(change) < 0.05 ? "" : change > 0 ? "▲ " : "▼ ";
    }
}
