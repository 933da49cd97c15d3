package io.crosslift.job;

import static io.crosslift.job.TextLayout.cut;
import static io.crosslift.job.TextLayout.left;
import static io.crosslift.job.TextLayout.right;

import io.crosslift.job.BalanceReport.PastDifference;
import io.crosslift.lift.estimate.SampleRatio;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A balance report on the console, 100 columns wide. */
final class BalanceText {
    private static final int NAME = 26;
    private static final int STRATA = 12;

    private final BalanceReport report;
    private final Console console;

    BalanceText(BalanceReport report, Console console) {
        this.report = report;
        this.console = console;
    }

    void print() {
        arms();
        strata();
        history();
    }

    private void arms() {
        boolean clusters = report.experiment().audience().byCluster();
        long accounts = sum(report.units());
        long dealt = sum(report.randomised());
        console.result("");
        console.result("  " + left("arm", NAME) + right("planned", 10) + right("accounts", 14)
                + (clusters ? right("parents", 14) : "") + right("share", 10));
        report.plannedShares().forEach((arm, share) -> {
            long units = report.units().getOrDefault(arm, 0L);
            long random = report.randomised().getOrDefault(arm, 0L);
            console.result("  " + left(arm, NAME) + right(percent(share), 10) + right(Console.grouped(units), 14)
                    + (clusters ? right(Console.grouped(random), 14) : "")
                    + right(percent((double) random / dealt), 10));
        });
        SampleRatio.Result ratio = report.sampleRatio();
        console.result(String.format(
                Locale.ROOT,
                "  Sample ratio: chi-square %s, %s; the largest share is %s points off its plan. %s accounts.",
                number(ratio.chiSquare()),
                p(ratio.p()),
                number(ratio.maxShareDeviation()),
                Console.grouped(accounts)));
    }

    private void strata() {
        if (report.strata().size() < 2) {
            return;
        }
        console.result("");
        StringBuilder head = new StringBuilder("  " + left("stratum", NAME) + right("accounts", 14));
        report.experiment().allocation().arms().forEach(arm -> head.append(right(cut(arm, 13), 14)));
        console.result(head.toString());
        report.strata().entrySet().stream().limit(STRATA).forEach(stratum -> {
            long all = sum(stratum.getValue());
            StringBuilder line =
                    new StringBuilder("  " + left(stratum.getKey(), NAME) + right(Console.grouped(all), 14));
            report.experiment()
                    .allocation()
                    .arms()
                    .forEach(arm ->
                            line.append(right(percent(stratum.getValue().getOrDefault(arm, 0L) / (double) all), 14)));
            console.result(line.toString());
        });
        if (report.strata().size() > STRATA) {
            console.result("  ... and " + (report.strata().size() - STRATA) + " more strata");
        }
    }

    private void history() {
        console.result("");
        if (report.comparisons().isEmpty()) {
            console.result("  There is no A/A check: no metric has a history here.");
            return;
        }
        console.result("  A/A check: the same metrics over the last days, before anybody was treated.");
        console.result("  " + left("metric", NAME) + right("days", 5) + " " + left("arm", 16) + right("mean", 12)
                + right("control", 12) + right("difference", 12) + right("p", 8));
        for (PastDifference past : report.comparisons()) {
            console.result("  " + left(past.metric(), NAME) + right(String.valueOf(past.days()), 5) + " "
                    + left(past.arm(), 16)
                    + right(number(past.lift().treatment().value()), 12)
                    + right(number(past.lift().control().value()), 12)
                    + right(number(past.difference().value()), 12)
                    + right(
                            past.difference().p() == null
                                    ? "-"
                                    : fixed(past.difference().p(), 3),
                            8));
        }
        int unequal = report.unequal().size();
        console.result(
                unequal == 0
                        ? "  The arms behaved alike (no p below .05 after Holm)."
                        : "  Not alike: " + unequal + " of "
                                + report.comparisons().size()
                                + " differ with p below .05 after Holm. Stratify, or use another --salt, before it starts.");
        if (report.experiment().audience().byCluster()) {
            console.result("  These p values count accounts as independent; accounts of one parent are not.");
        }
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String percent(double share) {
        return Double.isFinite(share) ? fixed(100 * share, 2) + " %" : "-";
    }

    static String number(@Nullable Double number) {
        if (number == null) {
            return "-";
        }
        double size = Math.abs(number);
        return size != 0 && (size >= 1e9 || size < 1e-4)
                ? String.format(Locale.ROOT, "%.3e", number)
                : String.format(Locale.ROOT, size >= 100 ? "%,.2f" : "%.4f", number);
    }

    static String fixed(double number, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", number);
    }

    private static String p(@Nullable Double p) {
        return p == null ? "no p" : "p " + fixed(p, 3);
    }
}
