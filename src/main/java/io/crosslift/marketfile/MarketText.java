package io.crosslift.marketfile;

import static io.crosslift.tablefile.ConsoleText.interval;
import static io.crosslift.tablefile.ConsoleText.number;
import static io.crosslift.tablefile.ConsoleText.padded;
import static io.crosslift.tablefile.ConsoleText.percent;
import static io.crosslift.tablefile.ConsoleText.plain;
import static io.crosslift.tablefile.ConsoleText.probability;
import static io.crosslift.tablefile.ConsoleText.right;
import static io.crosslift.tablefile.ConsoleText.shortest;
import static io.crosslift.tablefile.ConsoleText.signed;

import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Verdict;
import io.crosslift.lift.estimate.WarningCode;
import io.crosslift.lift.geo.GeoWarning;
import io.crosslift.lift.geo.MarketDesign;
import io.crosslift.lift.geo.MarketEffect;
import io.crosslift.lift.geo.MarketEvidence;
import io.crosslift.lift.geo.PairedReturn;
import io.crosslift.lift.geo.ReturnOnSpend;
import io.crosslift.tablefile.ConsoleText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The results as a person reads them: at most 100 columns wide, verdicts and warnings in words. */
public final class MarketText {
    private static final int NAME = 30;
    private static final int NUMBER = 12;
    private static final int INTERVAL = 26;
    private static final int PERCENT = 9;
    private static final int PERCENTS = 20;
    private static final int P = 12;
    private static final int MOST_TREATED = 6;

    private final MarketLift lift;
    private final StringBuilder page = new StringBuilder();
    private final Map<String, String> explained = new LinkedHashMap<>();

    private MarketText(MarketLift lift) {
        this.lift = lift;
    }

    /** What was tested, each method's effect, what each test says of it, the verdict, and the warnings explained. */
    public static String of(MarketLift lift) {
        MarketText text = new MarketText(lift);
        text.appendHead();
        text.appendEffects();
        text.appendEvidence();
        text.appendReturns();
        text.appendVerdict();
        text.appendDesign();
        text.appendExplanations();
        return text.page.toString();
    }

    private void appendHead() {
        List<String> treated = lift.panel().treatedMarkets();
        String names = String.join(
                ", ",
                treated.stream().limit(MOST_TREATED).map(ConsoleText::plain).toList());
        int more = treated.size() - MOST_TREATED;
        wrapped(
                "  ",
                String.format(
                        Locale.ROOT,
                        "%s%s treated %s to %s (%d days, after %d before), %d control markets, %s %% intervals",
                        names,
                        more > 0 ? " and " + more + " more" : "",
                        lift.from(),
                        lift.to(),
                        lift.panel().after(),
                        lift.panel().before(),
                        lift.panel().controlMarkets().size(),
                        shortest(100 * (1 - lift.alpha()))));
    }

    private void appendEffects() {
        page.append('\n')
                .append(padded(plain(lift.outcome()) + " per market and day", NAME))
                .append(right("effect", NUMBER))
                .append(right("interval", INTERVAL))
                .append(right("lift", PERCENT))
                .append(right("interval", PERCENTS))
                .append('\n');
        for (MarketEffect effect : lift.effects()) {
            Estimate relative = effect.relative();
            page.append(padded(effect.method(), NAME))
                    .append(right(signed(effect.effect().value()), NUMBER))
                    .append(right(
                            interval(effect.effect().low(), effect.effect().high()), INTERVAL))
                    .append(right(percent(relative.value()), PERCENT))
                    .append(right(
                            relative.low() == null && relative.high() == null
                                    ? "-"
                                    : "[" + percent(relative.low()) + ", " + percent(relative.high()) + "]",
                            PERCENTS))
                    .append('\n');
            explain(effect.warnings());
            explainCodes(effect.effect().warnings());
            explainCodes(relative.warnings());
        }
    }

    private void appendEvidence() {
        page.append('\n')
                .append(padded("p of", NAME))
                .append(right("interval", P))
                .append(right("conformal", P))
                .append(right("markets", P))
                .append(right("before", P))
                .append(right("verdict", 16))
                .append('\n');
        for (MarketEffect effect : lift.effects()) {
            MarketEvidence evidence = effect.evidence();
            page.append(padded(effect.method(), NAME))
                    .append(right(probability(evidence.pInterval()), P))
                    .append(right(probability(evidence.pConformal()), P))
                    .append(right(probability(evidence.pMarkets()), P))
                    .append(right(probability(evidence.pBefore()), P))
                    .append(right(effect.verdict().name().toLowerCase(Locale.ROOT), 16))
                    .append('\n');
        }
    }

    private void appendReturns() {
        ReturnOnSpend onSpend = lift.onSpend();
        PairedReturn byPairs = lift.byPairs();
        if (onSpend == null) {
            return;
        }
        page.append('\n');
        wrapped(
                "  ",
                "return on spend (tbr): " + number(onSpend.value().value()) + " per unit spent"
                        + bounds(onSpend.value()) + ", from " + signed(onSpend.response()) + " for "
                        + number(onSpend.spend()));
        explain(onSpend.warnings());
        explainCodes(onSpend.value().warnings());
        if (byPairs != null) {
            wrapped(
                    "  ",
                    "return on spend (trimmed_match): " + number(byPairs.value().value()) + " per unit spent"
                            + bounds(byPairs.value()) + ", from " + byPairs.pairs() + " pairs, "
                            + byPairs.trimmed() + " trimmed at each end");
            explain(byPairs.warnings());
            explainCodes(byPairs.value().warnings());
        }
    }

    private void appendVerdict() {
        MarketEffect headline = lift.headline();
        StringBuilder text = new StringBuilder("-> ")
                .append(headline.method())
                .append(": ")
                .append(headline.verdict().name().toLowerCase(Locale.ROOT))
                .append(", ")
                .append(signed(headline.total().value()))
                .append(" in total over the test");
        if (headline.total().low() != null && headline.total().high() != null) {
            text.append(" [")
                    .append(number(headline.total().low()))
                    .append(", ")
                    .append(number(headline.total().high()))
                    .append("]");
        }
        if (headline.verdict() == Verdict.INCONCLUSIVE) {
            text.append(why(headline));
        }
        if (!headline.warnings().isEmpty()) {
            text.append("; see ")
                    .append(String.join(
                            ", ", headline.warnings().stream().map(Enum::name).toList()));
        }
        page.append('\n');
        wrapped("   ", text.toString());
    }

    /** Why no verdict: which tests found the effect and which did not. */
    private String why(MarketEffect effect) {
        MarketEvidence evidence = effect.evidence();
        Map<String, @Nullable Double> tests = new LinkedHashMap<>();
        tests.put("its own interval", evidence.pInterval());
        tests.put("the conformal test", evidence.pConformal());
        tests.put("placebo markets", evidence.pMarkets());
        StringBuilder found = new StringBuilder();
        StringBuilder missed = new StringBuilder();
        tests.forEach((test, p) -> {
            if (p != null) {
                StringBuilder list = p <= lift.alpha() ? found : missed;
                list.append(list.isEmpty() ? "" : " and ").append(test);
            }
        });
        if (!found.isEmpty() && !missed.isEmpty()) {
            return ": " + found + " found an effect, " + missed + " did not";
        }
        Double smallest = lift.detectable().smallest();
        if (found.isEmpty()) {
            return ": no test found an effect"
                    + (smallest == null ? "" : "; such a test finds a lift of " + percent(smallest) + " or more");
        }
        return "";
    }

    private void appendDesign() {
        MarketDesign design = lift.design();
        Double smallest = lift.detectable().smallest();
        page.append('\n');
        wrapped(
                "  ",
                String.format(
                        Locale.ROOT,
                        "design: correlation %s (sure of .8 from %s), Durbin-Watson %s, drift %s of 3, history %.1f"
                                + " times the test, largest market %s with %s of the volume",
                        number(design.correlation()),
                        number(design.correlationNeeded()),
                        number(design.durbinWatson()),
                        number(design.bridge()),
                        design.historyRatio(),
                        plain(design.largestMarket()),
                        percent(design.largestShare()).replace("+", "")));
        wrapped(
                "  ",
                smallest == null
                        ? "design: the history is too short or too noisy for the conformal test to find a lift of 50 % or less"
                        : "design: the conformal test finds a lift of "
                                + percent(smallest).replace("+", "") + " in 80 % of "
                                + lift.detectable().windows() + " windows of the history");
        if (!design.noisyMarkets().isEmpty()) {
            wrapped("  ", "design: noisy control markets: " + String.join(", ", design.noisyMarkets()));
        }
        explain(lift.designWarnings());
        if (!lift.designWarnings().isEmpty()) {
            wrapped(
                    "  ",
                    "design: see "
                            + String.join(
                                    ", ",
                                    lift.designWarnings().stream()
                                            .map(Enum::name)
                                            .toList()));
        }
    }

    private void appendExplanations() {
        if (!explained.isEmpty()) {
            page.append('\n');
        }
        explained.forEach((code, sentence) -> wrapped("  ", code + ": " + sentence));
    }

    private void explain(List<GeoWarning> warnings) {
        warnings.forEach(warning -> explained.putIfAbsent(warning.name(), warning.sentence()));
    }

    private void explainCodes(List<WarningCode> warnings) {
        warnings.forEach(warning -> explained.putIfAbsent(warning.name(), warning.sentence()));
    }

    private void wrapped(String indent, String text) {
        ConsoleText.wrap(page, indent, text);
    }

    private static String bounds(Estimate estimate) {
        return estimate.low() == null || estimate.high() == null
                ? " (no finite bound)"
                : " " + interval(estimate.low(), estimate.high());
    }
}
