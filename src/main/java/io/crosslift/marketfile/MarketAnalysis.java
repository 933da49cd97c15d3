package io.crosslift.marketfile;

import io.crosslift.failure.Failure;
import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.geo.MarketDesign;
import io.crosslift.lift.geo.MarketEffect;
import io.crosslift.lift.geo.MarketMethods;
import io.crosslift.lift.geo.MarketPanel;
import io.crosslift.lift.geo.MatchedPairs;
import io.crosslift.lift.geo.PairedReturn;
import io.crosslift.lift.geo.ReturnOnSpend;
import io.crosslift.tablefile.TableFile;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads a file of markets and days and estimates its test by every method that was asked for. */
public final class MarketAnalysis {
    private static final String TO_WRITE = "a header such as location,date,Y and a row per market and day";

    /** Time-based regression has two coefficients and needs a residual. */
    private static final int FEWEST_BEFORE = 3;

    private final MarketTable table;
    private final MarketQuestion question;
    private final Confidence confidence;
    private final List<String> notes = new ArrayList<>();

    private MarketAnalysis(MarketTable table, MarketQuestion question) {
        this.table = table;
        this.question = question;
        this.confidence = new Confidence(question.alpha(), Alternative.TWO_SIDED);
    }

    /**
     * Answers a question from a file.
     *
     * @throws Failure of usage if there is no such file, column, market, day or method; of data, naming file, line and value, if anything
     *     in the file is wrong
     */
    public static MarketLift of(String file, MarketQuestion question) {
        for (String method : question.methods()) {
            if (!MarketMethods.names().contains(method)) {
                throw Failure.usage("there is no method " + method + " for --method (methods: "
                        + String.join(", ", MarketMethods.names()) + "), correct it");
            }
        }
        MarketRows rows = new MarketRows(question);
        TableFile.of(file).read(TO_WRITE, rows);
        return new MarketAnalysis(rows.table(), question).lift();
    }

    private MarketLift lift() {
        List<LocalDate> dates = table.dates();
        int before = (int)
                dates.stream().filter(day -> day.isBefore(question.from())).count();
        LocalDate to = question.to() == null ? dates.get(dates.size() - 1) : question.to();
        int until = (int) dates.stream().filter(day -> !day.isAfter(to)).count();
        requireTest(before, until);
        noteReading(until);
        MarketPanel panel = panel(table.outcomes(), before, until);
        List<MarketEffect> effects = effects(panel);
        return new MarketLift(
                table.file(),
                question.outcomeColumn(),
                panel,
                dates.subList(0, until),
                question.alpha(),
                effects,
                MarketDesign.of(panel),
                MarketMethods.detectable(panel, confidence),
                table.hasCosts() ? ReturnOnSpend.of(panel, panel(table.costs(), before, until), confidence) : null,
                byPairs(panel, before, until),
                dates.size() - until,
                notes);
    }

    private List<MarketEffect> effects(MarketPanel panel) {
        List<MarketEffect> effects = new ArrayList<>();
        for (String method : question.methods()) {
            try {
                effects.add(MarketMethods.estimate(method, panel, confidence));
            } catch (IllegalArgumentException e) {
                notes.add(method + " is left out: " + e.getMessage());
            }
        }
        if (effects.isEmpty()) {
            throw Failure.data(table.file() + ": " + notes.get(notes.size() - 1) + ", name another method");
        }
        if (!table.pairs().isEmpty()) {
            effects.add(ofPairs(() -> MatchedPairs.of(panel, table.pairs()).difference(confidence)));
        }
        return effects;
    }

    private @Nullable PairedReturn byPairs(MarketPanel panel, int before, int until) {
        return table.pairs().isEmpty() || !table.hasCosts()
                ? null
                : ofPairs(() -> PairedReturn.of(panel, panel(table.costs(), before, until), table.pairs(), confidence));
    }

    private <T> T ofPairs(Supplier<T> estimate) {
        try {
            return estimate.get();
        } catch (IllegalArgumentException e) {
            throw Failure.data(
                    table.file() + ": " + e.getMessage() + ", correct the column " + question.pairColumn()
                            + " or leave out --pair",
                    e);
        }
    }

    private MarketPanel panel(double[][] numbers, int before, int until) {
        double[][] cut = new double[numbers.length][];
        for (int i = 0; i < cut.length; i++) {
            cut[i] = Arrays.copyOf(numbers[i], until);
        }
        return new MarketPanel(table.markets(), cut, Set.copyOf(question.treated()), before);
    }

    private void requireTest(int before, int until) {
        List<LocalDate> dates = table.dates();
        LocalDate last = dates.get(dates.size() - 1);
        if (question.from().isAfter(last)) {
            throw Failure.usage("--from " + question.from() + " lies after the last day of " + table.file() + ", "
                    + last + ", name the first day of the test");
        }
        if (before < FEWEST_BEFORE) {
            throw Failure.usage("there are " + before + " days before --from " + question.from() + " in " + table.file()
                    + " (first day " + dates.get(0) + "), a test needs " + FEWEST_BEFORE + " or more");
        }
        if (until <= before) {
            throw Failure.usage("no day of " + table.file() + " lies between --from " + question.from() + " and --to "
                    + question.to() + ", correct one");
        }
        if (question.to() != null && question.to().isAfter(last)) {
            throw Failure.usage("--to " + question.to() + " lies after the last day of " + table.file() + ", " + last
                    + ", correct it or leave it out");
        }
        int controls = table.markets().size() - question.treated().size();
        if (controls < 2) {
            throw Failure.data(table.file() + ": " + controls + " of its "
                    + table.markets().size() + " markets are no treated ones, a test needs 2 control markets or more");
        }
    }

    private void noteReading(int until) {
        List<LocalDate> dates = table.dates();
        if (table.filled() > 0) {
            notes.add(table.filled() + " markets and days have no row and count as 0");
        }
        long step = ChronoUnit.DAYS.between(dates.get(0), dates.get(1));
        for (int i = 2; i < dates.size(); i++) {
            if (ChronoUnit.DAYS.between(dates.get(i - 1), dates.get(i)) != step) {
                notes.add("the days aren't evenly spaced: none between " + dates.get(i - 1) + " and " + dates.get(i));
                break;
            }
        }
        if (until < dates.size()) {
            notes.add((dates.size() - until) + " days after the test are left out");
        }
    }
}
