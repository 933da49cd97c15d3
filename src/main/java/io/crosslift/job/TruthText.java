package io.crosslift.job;

import static io.crosslift.job.TextLayout.left;
import static io.crosslift.job.TextLayout.right;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.simulate.score.AcrossBusinesses;
import io.crosslift.simulate.score.ChannelStudy;
import io.crosslift.simulate.score.ChannelStudy.CalibratedChannels;
import io.crosslift.simulate.score.TruthStudy;
import io.crosslift.simulate.score.TruthStudy.CreditLine;
import io.crosslift.simulate.score.TruthStudy.CreditQuality;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What many runs found beside the truth, as Markdown whose tables line up. */
final class TruthText {
    private static final int NAME = 30;
    private static final int NUMBER = 20;

    private final TruthStudy study;
    private final Console console;

    TruthText(TruthStudy study, Console console) {
        this.study = study;
        this.console = console;
    }

    void print(TruthBench.Request request, ScenarioSettings scenario) {
        console.result(String.format(
                Locale.ROOT,
                "## %s: %s of %s accounts over %d months, seeds %d to %d",
                scenario.name(),
                request.businesses() == 1 ? "1 business" : request.businesses() + " businesses",
                Console.grouped(request.accounts()),
                request.months(),
                request.firstSeed(),
                request.firstSeed() + request.businesses() - 1));
        console.result("");
        console.result(scenario.trap());
        exact();
        credit();
        lift();
    }

    private void exact() {
        header("Equal to the truth in every row", "businesses");
        study.exact().forEach(line -> row(line.part(), line.equal() + " of " + line.businesses()));
    }

    private void credit() {
        if (study.credit().isEmpty()) {
            return;
        }
        header("Credit over true increment", "credited", "calibrated", "nearer calibrated");
        study.credit()
                .forEach(line -> row(
                        name(line),
                        times(line.credited().total()),
                        times(calibrated(line, CreditQuality::total)),
                        percent(line.nearerTotal())));
        header("Credit at the wrong channel", "credited", "calibrated", "nearer calibrated");
        study.credit()
                .forEach(line -> row(
                        name(line),
                        percent(line.credited().misplaced()),
                        percent(calibrated(line, CreditQuality::misplaced)),
                        percent(line.nearerShares())));
        header("Rank correlation of shares", "credited", "calibrated");
        study.credit()
                .forEach(line ->
                        row(name(line), times(line.credited().ranks()), times(calibrated(line, CreditQuality::ranks))));
        channels("Channels that were tested", ChannelStudy::tested);
        channels("Channels that were not", ChannelStudy::untested);
        header("95 % intervals of credit", "hold true share", "hold what was added");
        study.credit()
                .forEach(line -> row(
                        name(line),
                        percent(line.channels().heldShares()),
                        percent(line.channels().held())));
    }

    /** Credit over what those channels added, and how often the calibrated interval holds what a channel added. */
    private void channels(String name, Function<ChannelStudy, @Nullable CalibratedChannels> wanted) {
        header(name, "credited", "calibrated", "nearer calibrated", "interval holds");
        for (CreditLine line : study.credit()) {
            CalibratedChannels channels = wanted.apply(line.channels());
            if (channels != null) {
                row(
                        name(line),
                        known(channels.credited()),
                        known(channels.calibrated()),
                        percent(channels.nearer()),
                        percent(channels.held()));
            }
        }
    }

    private static @Nullable AcrossBusinesses calibrated(
            CreditLine line, Function<CreditQuality, @Nullable AcrossBusinesses> quality) {
        CreditQuality calibrated = line.calibrated();
        return calibrated == null ? null : quality.apply(calibrated);
    }

    private void lift() {
        if (study.lift().isEmpty()) {
            return;
        }
        header("95 % intervals of lift", "intervals", "hold the truth", "found over true", "bias in deviations");
        study.lift()
                .forEach(line -> row(
                        line.name(),
                        Console.grouped(line.intervals()),
                        percent(line.held()),
                        known(line.found()),
                        times(line.bias())));
    }

    private static String name(CreditLine line) {
        return line.model() + " " + line.item();
    }

    private void header(String name, String... columns) {
        console.result("");
        row(name, columns);
        console.result("|" + "-".repeat(NAME + 12) + "|" + ("-".repeat(NUMBER + 1) + ":|").repeat(columns.length));
    }

    private void row(String name, String... cells) {
        StringBuilder line = new StringBuilder("| ").append(left(name, NAME + 10));
        for (String cell : cells) {
            line.append(" | ").append(right(cell, NUMBER));
        }
        console.result(line.append(" |").toString());
    }

    private static String known(AcrossBusinesses ratio) {
        return ratio.isTelling() ? times(ratio) : "-";
    }

    private static String times(@Nullable AcrossBusinesses number) {
        return number == null ? "" : between(number, 1, "");
    }

    private static String percent(@Nullable AcrossBusinesses share) {
        return share == null ? "" : between(share, 100, " %");
    }

    private static String between(AcrossBusinesses number, double scale, String unit) {
        if (Double.isNaN(number.value())) {
            return "-";
        }
        String digits = scale == 1 ? "%.2f" : "%.0f";
        String value = String.format(Locale.ROOT, digits + "%s", scale * number.value(), unit);
        return Double.isNaN(number.low())
                ? value
                : String.format(
                        Locale.ROOT,
                        "%s [" + digits + ", " + digits + "]",
                        value,
                        scale * number.low(),
                        scale * number.high());
    }
}
