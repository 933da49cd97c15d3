package io.crosslift.pathfile;

import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.Interval;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one model credits to one channel: a row of {@code credit.csv}.
 *
 * @param model its name
 * @param order of its chain; empty for models without an order
 * @param goal empty for a file without goals
 * @param channel {@link PathRows#UNATTRIBUTED} for conversions without a touch
 * @param conversions the model's own total of the channel
 * @param value in the file's own unit
 * @param share of the conversions that the model credits to channels; null without conversions or channel
 * @param removalEffect share of conversions lost without the channel; null where the model has none
 * @param interval of the share; null without resamples
 */
public record CreditRow(
        String model,
        String order,
        String goal,
        String channel,
        double conversions,
        double value,
        @Nullable Double share,
        @Nullable Double removalEffect,
        @Nullable Interval interval) {

    /** The rows of a model: channels in code-point order, then conversions without a touch if there are any. */
    static List<CreditRow> of(FittedModel fitted, PathFileContent content, GoalPaths goal) {
        double credited = fitted.result().channels().values().stream()
                .mapToDouble(ChannelCredit::conversions)
                .sum();
        List<CreditRow> rows = new ArrayList<>();
        fitted.result().channels().forEach((channel, credit) -> {
            Double share = credited > 0 ? credit.conversions() / credited : null;
            rows.add(new CreditRow(
                    fitted.model(),
                    fitted.order(),
                    fitted.goal(),
                    channel,
                    credit.conversions(),
                    content.inFileUnit(credit.value()),
                    share,
                    credit.removalEffectOnConversions(),
                    fitted.intervals().get(channel)));
        });
        if (goal.unattributedConversions() > 0) {
            rows.add(new CreditRow(
                    fitted.model(),
                    fitted.order(),
                    fitted.goal(),
                    PathRows.UNATTRIBUTED,
                    (double) goal.unattributedConversions(),
                    content.inFileUnit((double) goal.unattributedValue()),
                    null,
                    null,
                    null));
        }
        return rows;
    }
}
