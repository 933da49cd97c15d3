package io.crosslift.marketfile;

import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.geo.FitQuality;
import io.crosslift.lift.geo.MarketDesign;
import io.crosslift.lift.geo.MarketEffect;
import io.crosslift.lift.geo.MarketEvidence;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results as maps and lists for JSON: the test, its design, and every method with its evidence. */
public final class MarketSummary {
    private MarketSummary() {}

    /** The summary; {@code files} are what was written. */
    public static Map<String, @Nullable Object> of(MarketLift lift, List<Path> files) {
        Map<String, @Nullable Object> summary = new LinkedHashMap<>();
        summary.put("file", lift.file());
        summary.put("outcome", lift.outcome());
        summary.put("treated", lift.panel().treatedMarkets());
        summary.put("control_markets", lift.panel().controlMarkets().size());
        summary.put("from", lift.from().toString());
        summary.put("to", lift.to().toString());
        summary.put("days_before", lift.panel().before());
        summary.put("days", lift.panel().after());
        summary.put("alpha", lift.alpha());
        summary.put("verdict", lift.headline().verdict().name().toLowerCase(Locale.ROOT));
        summary.put("design", design(lift));
        summary.put(
                "methods", lift.effects().stream().map(MarketSummary::method).toList());
        if (lift.onSpend() != null) {
            Map<String, @Nullable Object> onSpend = new LinkedHashMap<>();
            onSpend.put("response", lift.onSpend().response());
            onSpend.put("spend", lift.onSpend().spend());
            onSpend.putAll(interval("return", lift.onSpend().value()));
            onSpend.put("warnings", lift.onSpend().warnings());
            summary.put("return_on_spend", onSpend);
        }
        if (lift.byPairs() != null) {
            Map<String, @Nullable Object> byPairs = new LinkedHashMap<>();
            byPairs.put("pairs", lift.byPairs().pairs());
            byPairs.put("trimmed", lift.byPairs().trimmed());
            byPairs.putAll(interval("return", lift.byPairs().value()));
            byPairs.put("warnings", lift.byPairs().warnings());
            summary.put("trimmed_match", byPairs);
        }
        summary.put("notes", lift.notes());
        summary.put("files", files.stream().map(Path::toString).toList());
        return summary;
    }

    private static Map<String, @Nullable Object> design(MarketLift lift) {
        MarketDesign design = lift.design();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("correlation", design.correlation());
        map.put("correlation_needed", design.correlationNeeded());
        map.put("durbin_watson", design.durbinWatson());
        map.put("bridge", design.bridge());
        map.put("noisy_markets", design.noisyMarkets());
        map.put("largest_market", design.largestMarket());
        map.put("largest_share", design.largestShare());
        map.put("history_ratio", design.historyRatio());
        map.put("detectable_lift", lift.detectable().smallest());
        map.put("warnings", lift.designWarnings());
        return map;
    }

    private static Map<String, @Nullable Object> method(MarketEffect effect) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("method", effect.method());
        map.putAll(interval("effect", effect.effect()));
        map.put("std_error", effect.effect().standardError());
        map.putAll(interval("total", effect.total()));
        map.putAll(interval("relative", effect.relative()));
        MarketEvidence evidence = effect.evidence();
        map.put("p_value", effect.effect().p());
        map.put("p_conformal", evidence.pConformal());
        map.put("p_placebo_markets", evidence.pMarkets());
        map.put("placebo_sets", evidence.placeboSets());
        map.put("effect_before", evidence.effectBefore());
        map.put("p_before", evidence.pBefore());
        map.put("false_alarm_rate", evidence.falseAlarmRate());
        FitQuality fit = effect.fit();
        map.put("scaled_l2", fit == null ? null : fit.scaledL2());
        map.put("effective_markets", fit == null ? null : fit.effectiveMarkets());
        map.put("weights", effect.weights());
        map.put("verdict", effect.verdict().name().toLowerCase(Locale.ROOT));
        map.put("warnings", MarketFiles.warnings(effect));
        return map;
    }

    private static Map<String, @Nullable Object> interval(String name, Estimate estimate) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put(name, estimate.value());
        map.put(name + "_low", estimate.low());
        map.put(name + "_high", estimate.high());
        return map;
    }
}
