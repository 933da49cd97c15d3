package io.crosslift.unitfile;

import static io.crosslift.tablefile.ConsoleText.WIDTH;
import static io.crosslift.tablefile.ConsoleText.number;
import static io.crosslift.tablefile.ConsoleText.padded;
import static io.crosslift.tablefile.ConsoleText.percent;
import static io.crosslift.tablefile.ConsoleText.plain;
import static io.crosslift.tablefile.ConsoleText.probability;
import static io.crosslift.tablefile.ConsoleText.right;
import static io.crosslift.tablefile.ConsoleText.shortest;
import static io.crosslift.tablefile.ConsoleText.signed;

import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.Validity;
import io.crosslift.lift.estimate.Verdict;
import io.crosslift.tablefile.ConsoleText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The results as a person reads them: at most 100 columns wide, verdicts and warnings in words. */
public final class LiftTable {
    private static final int NAME = 24;
    private static final int UNITS = 11;
    private static final int NUMBER = 11;
    private static final int INTERVAL = 24;
    private static final int RELATIVE = 10;
    private static final int P = 9;

    private final UnitLift result;
    private final StringBuilder page = new StringBuilder();
    private final Set<String> explained = new LinkedHashSet<>();

    private LiftTable(UnitLift result) {
        this.result = result;
    }

    /** One table per outcome: control, each arm under each estimator, and what to make of it. */
    public static String of(UnitLift result) {
        LiftTable table = new LiftTable(result);
        table.appendHead();
        Map<String, List<LiftRow>> byOutcome = new LinkedHashMap<>();
        for (LiftRow row : result.lifts()) {
            byOutcome
                    .computeIfAbsent(row.outcome(), outcome -> new ArrayList<>())
                    .add(row);
        }
        byOutcome.forEach(table::appendOutcome);
        table.appendSegments();
        table.appendExplanations();
        return table.page.toString();
    }

    private void appendHead() {
        String what = result.clustered() ? "clusters" : "units";
        long units = result.units().values().stream().mapToLong(Long::longValue).sum();
        line(
                "%,d %s in %d arms%s against %s; %s %% intervals, verdicts by Holm over %s",
                units,
                what,
                result.units().size(),
                result.clustered() ? String.format(Locale.ROOT, " (%,d rows)", result.rows()) : "",
                plain(result.control()),
                shortest(100 * (1 - result.alpha())),
                result.family() == 1 ? "1 test" : result.family() + " tests");
        Double p = result.validity().smallestSampleRatioP();
        boolean lost = result.validity().failures().contains(Validity.Failure.SAMPLE_RATIO);
        line(
                "sample ratio: %s, p %s, off by %s points at most: %s",
                String.join(
                        " / ",
                        result.units().values().stream()
                                .map(n -> String.format(Locale.ROOT, "%,d", n))
                                .toList()),
                p == null ? "-" : probability(p),
                result.shareDeviation() == null ? "-" : String.format(Locale.ROOT, "%.2f", result.shareDeviation()),
                lost ? "NOT as planned, units were lost or added after assignment" : "as planned");
    }

    private void appendOutcome(String outcome, List<LiftRow> rows) {
        page.append('\n')
                .append(padded(plain(outcome), NAME))
                .append(right(result.clustered() ? "clusters" : "units", UNITS))
                .append(right("value", NUMBER))
                .append(right("difference", NUMBER))
                .append(right("interval", INTERVAL))
                .append(right("relative", RELATIVE))
                .append(right("p", P))
                .append('\n');
        Lift first = rows.get(0).lift();
        page.append(padded(plain(result.control()), NAME))
                .append(right(String.format(Locale.ROOT, "%,d", first.control().units()), UNITS))
                .append(right(number(first.control().value()), NUMBER))
                .append('\n');
        String arm = "";
        for (LiftRow row : rows) {
            boolean newArm = !row.arm().equals(arm);
            if (newArm && !arm.isEmpty()) {
                appendVerdict(rows, arm);
            }
            arm = row.arm();
            appendRow(row, newArm);
        }
        appendVerdict(rows, arm);
    }

    private void appendRow(LiftRow row, boolean newArm) {
        Lift lift = row.lift();
        Estimate difference = lift.difference();
        if (newArm) {
            page.append(padded(plain(row.arm()), NAME))
                    .append(right(
                            String.format(Locale.ROOT, "%,d", lift.treatment().units()), UNITS))
                    .append(right(number(lift.treatment().value()), NUMBER))
                    .append('\n');
        }
        String label = "  " + row.estimator() + (row.detail().isEmpty() ? "" : ": " + plain(row.detail()));
        String numbers = right(signed(difference.value()), NUMBER)
                + right(interval(difference), INTERVAL)
                + right(percent(row.lift().relative().value()), RELATIVE)
                + right(difference.p() == null ? "-" : probability(difference.p()), P);
        // Wide numbers take what the label leaves free.
        page.append(padded(label, WIDTH - numbers.length())).append(numbers).append('\n');
    }

    private void appendVerdict(List<LiftRow> rows, String arm) {
        for (LiftRow row : rows) {
            if (row.arm().equals(arm) && row.primary()) {
                wrapped("  ", "-> " + sentence(row));
                explained.addAll(row.warnings());
            } else if (row.arm().equals(arm)) {
                explained.addAll(row.warnings());
            }
        }
    }

    private static String sentence(LiftRow row) {
        StringBuilder text = new StringBuilder(row.verdict().name().toLowerCase(Locale.ROOT));
        Estimate total = row.lift().incrementalTotal();
        if (row.verdict() == Verdict.POSITIVE || row.verdict() == Verdict.NEGATIVE) {
            if (total != null && total.value() != null) {
                text.append(": ").append(signed(total.value())).append(" in total over the arm");
                if (total.low() != null && total.high() != null) {
                    text.append(", ").append(number(total.low())).append(" to ").append(number(total.high()));
                }
            }
        } else if (row.verdict() == Verdict.INCONCLUSIVE && row.smallestEffect() != null) {
            text.append(": such a test finds an effect of ")
                    .append(number(row.smallestEffect()))
                    .append(" or more with 80 % power");
        }
        if (row.pAdjusted() != null) {
            text.append("; p adjusted ").append(probability(row.pAdjusted()));
        }
        if (!row.warnings().isEmpty()) {
            text.append("; see ").append(String.join(", ", row.warnings()));
        }
        return text.toString();
    }

    private void appendSegments() {
        Set<String> seen = new LinkedHashSet<>();
        for (SegmentRow row : result.segments()) {
            Double p = row.heterogeneity().p();
            if (!seen.add(row.column() + "\n" + row.outcome() + "\n" + row.arm())) {
                continue;
            }
            if (seen.size() == 1) {
                page.append('\n');
            }
            List<String> works = segments(row, "works");
            List<String> fails = segments(row, "fails");
            wrapped(
                    "",
                    String.format(
                            Locale.ROOT,
                            "%s of %s by %s: effects %s (p %s); works in %s, fails in %s",
                            plain(row.outcome()),
                            plain(row.arm()),
                            plain(row.column()),
                            p == null ? "can't be compared" : p < 0.05 ? "differ" : "don't differ",
                            p == null ? "-" : probability(p),
                            works.isEmpty() ? "none" : String.join("; ", works),
                            fails.isEmpty() ? "none" : String.join("; ", fails)));
        }
    }

    private List<String> segments(SegmentRow of, String finding) {
        return result.segments().stream()
                .filter(row -> row.column().equals(of.column())
                        && row.outcome().equals(of.outcome())
                        && row.arm().equals(of.arm())
                        && row.finding().equals(finding))
                .map(row -> plain(row.segment()))
                .toList();
    }

    private void appendExplanations() {
        if (!explained.isEmpty()) {
            page.append('\n');
        }
        for (String code : explained) {
            wrapped("  ", code + ": " + UnitWarnings.sentence(code));
        }
    }

    private void line(String format, @Nullable Object... values) {
        wrapped("  ", String.format(Locale.ROOT, format, values));
    }

    private void wrapped(String indent, String text) {
        ConsoleText.wrap(page, indent, text);
    }

    private static String interval(Estimate estimate) {
        if (estimate.low() == null || estimate.high() == null) {
            return "-";
        }
        return "[" + number(estimate.low()) + ", " + number(estimate.high()) + "]";
    }
}
