package io.crosslift.job;

import static io.crosslift.job.BalanceText.fixed;
import static io.crosslift.job.BalanceText.number;
import static io.crosslift.job.TextLayout.right;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.crosslift.lift.power.DesignEffect;
import io.crosslift.lift.power.Enrolment;
import io.crosslift.lift.power.HoldoutShare;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The plan of an experiment, as text of 100 columns or JSON.
 *
 * @param accounts of the audience
 * @param clusters their parents
 * @param entering accounts that the audience gains per day
 */
record PlanReport(
        PlanRequest request,
        LocalDate asOf,
        String currency,
        long accounts,
        long clusters,
        double entering,
        List<MetricPower> metrics,
        List<String> warnings) {

    void print(Console console) {
        boolean byCluster = request.audience().byCluster();
        console.result("What an experiment could find out, from the history up to " + asOf + ": "
                + Console.grouped(accounts) + " accounts"
                + (byCluster ? " of " + Console.grouped(clusters) + " parents" : "") + ", "
                + fixed(entering, 1) + " more per day");
        console.result(String.format(
                Locale.ROOT,
                "  two-sided alpha %s, power %s; pre-period adjustment (CUPED) by the same metric before",
                number(request.alpha()),
                number(request.power())));
        metrics.forEach(metric -> print(metric, console));
        if (!warnings.isEmpty()) {
            console.result("");
            warnings.forEach(warning -> console.result("  " + warning));
        }
    }

    private void print(MetricPower metric, Console console) {
        console.result("");
        console.result("  " + metric.metric() + " over " + metric.days() + " days: mean " + number(metric.mean())
                + ", standard deviation "
                + number(metric.variance() == null ? null : Math.sqrt(metric.variance()))
                + ", correlation with before " + number(metric.correlation()) + " of "
                + Console.grouped(metric.units()) + " accounts");
        DesignEffect spread = metric.clusters();
        if (spread != null) {
            console.result("  intraclass correlation " + number(spread.correlation()) + ", "
                    + fixed(spread.meanSize(), 2) + " accounts per parent: design effect "
                    + fixed(spread.factor(), 3));
        }
        if (metric.variance() == null || metric.variance() == 0) {
            console.result("  It didn't vary, so nothing can be planned on it.");
            return;
        }
        console.result("  " + right("holdout", 8) + right("held out", 12) + right("smallest effect", 17)
                + right("relative", 11) + right("adjusted", 11)
                + (request.effect() == null ? "" : right("needed", 13) + right("days", 9))
                + (metric.money() ? right("forgone " + currency, 16) : ""));
        for (double holdout : request.holdouts()) {
            console.result(line(metric, holdout));
        }
    }

    private String line(MetricPower metric, double holdout) {
        Double detectable = metric.detectable(holdout, request, false);
        Double adjusted = metric.detectable(holdout, request, true);
        StringBuilder line = new StringBuilder("  " + right(percent(holdout), 8)
                + right(Console.grouped(Math.round(holdout * accounts)), 12)
                + right(number(detectable), 17)
                + right(percent(metric.relative(detectable)), 11)
                + right(percent(metric.relative(adjusted)), 11));
        if (request.effect() != null) {
            Double needed = metric.unitsNeeded(holdout, request, true);
            line.append(right(needed == null ? "-" : Console.grouped(Math.round(needed)), 13));
            Long days = days(metric, holdout);
            line.append(right(days == null ? "never" : Console.grouped(days), 9));
        }
        if (metric.money()) {
            Double forgone = forgone(metric, holdout);
            line.append(right(forgone == null ? "-" : Console.grouped(Math.round(forgone)), 16));
        }
        return line.toString();
    }

    /** Days until the accounts needed have come in and their window has elapsed; {@code null} if they never do. */
    private @Nullable Long days(MetricPower metric, double holdout) {
        Double needed = metric.unitsNeeded(holdout, request, true);
        if (needed == null) {
            return null;
        }
        return new Enrolment((double) accounts, Math.max(0, entering), metric.days()).days(needed);
    }

    /** Money that the accounts held out don't spend over one window if the effect asked for, else the smallest one, is true. */
    private @Nullable Double forgone(MetricPower metric, double holdout) {
        Double mean = metric.mean();
        Double effect = request.effect() == null
                ? metric.detectable(holdout, request, true)
                : mean == null ? null : (Double) (request.effect() * Math.abs(mean));
        return effect == null ? null : new HoldoutShare(holdout).forgone((double) accounts, effect);
    }

    String json() {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode root = mapper.createObjectNode()
                .put("as_of", asOf.toString())
                .put("accounts", accounts)
                .put("clusters", clusters)
                .put("entering_per_day", entering)
                .put("alpha", request.alpha())
                .put("power", request.power())
                .put("effect", request.effect())
                .put("currency", currency);
        ArrayNode listed = root.putArray("metrics");
        for (MetricPower metric : metrics) {
            DesignEffect spread = metric.clusters();
            ObjectNode node = listed.addObject()
                    .put("metric", metric.metric())
                    .put("window_days", metric.days())
                    .put("units", metric.units())
                    .put("mean", metric.mean())
                    .put("variance", metric.variance())
                    .put("standard_error", metric.standardError())
                    .put("jackknife_error", metric.jackknifeError())
                    .put("correlation_before", metric.correlation())
                    .put("intraclass_correlation", spread == null ? null : spread.correlation())
                    .put("design_effect", metric.designEffect());
            ArrayNode shares = node.putArray("holdouts");
            for (double holdout : request.holdouts()) {
                Double detectable = metric.detectable(holdout, request, false);
                Double adjusted = metric.detectable(holdout, request, true);
                shares.addObject()
                        .put("holdout", holdout)
                        .put("mde", detectable)
                        .put("mde_relative", metric.relative(detectable))
                        .put("mde_adjusted", adjusted)
                        .put("mde_adjusted_relative", metric.relative(adjusted))
                        .put("units_needed", metric.unitsNeeded(holdout, request, true))
                        .put("days_needed", days(metric, holdout))
                        .put("forgone", metric.money() ? forgone(metric, holdout) : null);
            }
        }
        ArrayNode said = root.putArray("warnings");
        warnings.forEach(said::add);
        try {
            return mapper.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plan is no JSON", e);
        }
    }

    private static String percent(@Nullable Double share) {
        return share == null ? "-" : fixed(100 * share, 2) + " %";
    }
}
