package io.crosslift.pathfile;

import io.crosslift.attribution.Interval;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results as maps and lists for JSON: the file, its goals, and every model with its channels, method and notes. */
public final class AttributionSummary {
    private AttributionSummary() {}

    /** The summary; {@code files} are what was written. */
    public static Map<String, @Nullable Object> of(PathAttribution attribution, List<Path> files) {
        PathFileContent content = attribution.content();
        Map<String, @Nullable Object> summary = new LinkedHashMap<>();
        summary.put("file", content.file());
        summary.put("rows", content.rows());
        summary.put("notes", content.notes());
        summary.put("goals", goals(content));
        summary.put(
                "models",
                attribution.models().stream()
                        .map(fitted -> model(fitted, attribution))
                        .toList());
        summary.put("checks", attribution.checks().size());
        summary.put("files", files.stream().map(Path::toString).toList());
        return summary;
    }

    private static List<Map<String, @Nullable Object>> goals(PathFileContent content) {
        List<Map<String, @Nullable Object>> goals = new ArrayList<>();
        content.byGoal().forEach((name, goal) -> {
            Map<String, @Nullable Object> totals = new LinkedHashMap<>();
            totals.put("goal", name);
            totals.put("paths", goal.paths().paths());
            totals.put("channels", goal.paths().channels().size());
            totals.put("conversions", goal.conversions());
            totals.put("value", content.hasValue() ? content.inFileUnit(goal.value()) : null);
            totals.put("nulls", content.hasNulls() ? goal.nulls() : null);
            totals.put("unattributed", goal.unattributedConversions());
            goals.add(totals);
        });
        return goals;
    }

    private static Map<String, @Nullable Object> model(FittedModel fitted, PathAttribution attribution) {
        Map<String, @Nullable Object> model = new LinkedHashMap<>();
        model.put("model", fitted.model());
        model.put("order", fitted.order().isEmpty() ? null : fitted.order());
        model.put("goal", fitted.goal());
        model.put("method", fitted.result().method());
        model.put("notes", fitted.result().notes());
        model.put(
                "channels",
                attribution.credit().stream()
                        .filter(row -> row.model().equals(fitted.model())
                                && row.order().equals(fitted.order())
                                && row.goal().equals(fitted.goal()))
                        .map(AttributionSummary::channel)
                        .toList());
        return model;
    }

    private static Map<String, @Nullable Object> channel(CreditRow row) {
        Interval interval = row.interval();
        Map<String, @Nullable Object> channel = new LinkedHashMap<>();
        channel.put("channel", row.channel());
        channel.put("conversions", row.conversions());
        channel.put("value", row.value());
        channel.put("share", row.share());
        channel.put("removal_effect", row.removalEffect());
        channel.put("share_low", interval == null ? null : interval.low());
        channel.put("share_high", interval == null ? null : interval.high());
        return channel;
    }
}
