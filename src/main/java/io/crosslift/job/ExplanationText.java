package io.crosslift.job;

import static io.crosslift.job.TextLayout.cut;
import static io.crosslift.job.TextLayout.left;
import static io.crosslift.job.TextLayout.money;
import static io.crosslift.job.TextLayout.right;

import io.crosslift.attribution.CreditPosting;
import io.crosslift.config.Settings;
import io.crosslift.journey.ConversionJourney.Judged;
import io.crosslift.journey.TouchStanding;
import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.Touchpoints;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/** A conversion as a person reads it, within 100 columns: what was bought, the touches before it, the split of each model. */
final class ExplanationText {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final int MODELS_ABREAST = 4;
    /** What most touches of an account are to any one conversion. */
    private static final Set<TouchStanding> COUNTED =
            EnumSet.of(TouchStanding.OTHER_FAMILY, TouchStanding.OLDER_THAN_LOOKBACK, TouchStanding.BEFORE_ACQUISITION);

    private static final int COLUMN = 14;

    /** What one model posted to each touch. */
    private record ModelSplit(String model, Map<String, BigDecimal> byTouch) {
        BigDecimal total() {
            return byTouch.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    private final Settings settings;
    private final Row conversion;
    private final Map<String, Row> touchById;
    private final boolean everyTouch;

    ExplanationText(Settings settings, Row conversion, Map<String, Row> touchById, boolean everyTouch) {
        this.settings = settings;
        this.conversion = conversion;
        this.touchById = touchById;
        this.everyTouch = everyTouch;
    }

    void print(List<Judged> touches, List<Row> credits, Console console) {
        head(console);
        journey(touches, console);
        split(touches, credits, console);
    }

    private void head(Console console) {
        String currency = settings.reporting().currency();
        console.result("Conversion " + conversion.<String>getAs(Conversions.CONVERSION_ID));
        field(console, "account", conversion.getAs(Conversions.ACCOUNT_ID));
        field(
                console,
                "bought",
                conversion.<String>getAs(Conversions.FAMILY) + ", "
                        + conversion.<String>getAs(Conversions.SELL_TYPE).replace('_', '-') + " ("
                        + conversion.<String>getAs(Conversions.REASON) + ")");
        field(console, "order", conversion.getAs(Conversions.SOURCE_ID));
        field(
                console,
                "when",
                local(conversion.getAs(Conversions.CONVERTED_AT)) + " "
                        + settings.reporting().timeZone());
        BigDecimal refunded = conversion.getAs(Conversions.REFUNDED);
        field(
                console,
                "worth",
                money(conversion.getAs(Conversions.VALUE)) + " " + currency
                        + (refunded.signum() == 0 ? "" : ", " + money(refunded) + " refunded since"));
    }

    private void journey(List<Judged> touches, Console console) {
        long earning = touches.stream()
                .filter(touch -> touch.standing() == TouchStanding.EARNS)
                .count();
        console.result("");
        console.result("Touches before it: " + Console.grouped(touches.size()) + ", of which "
                + Console.grouped(earning) + " earn");
        List<Judged> listed = touches.stream()
                .filter(touch -> everyTouch || !COUNTED.contains(touch.standing()))
                .toList();
        if (!listed.isEmpty()) {
            console.result("  " + left("when", 18) + right("session", 7) + "  " + left("channel", 16)
                    + left("class", 20) + "credit");
            listed.forEach(touch -> line(touch, console));
        }
        Map<TouchStanding, Long> counts = new TreeMap<>();
        touches.stream()
                .filter(touch -> !listed.contains(touch))
                .forEach(touch -> counts.merge(touch.standing(), 1L, Long::sum));
        counts.forEach((standing, count) -> console.result(
                "  and " + Console.grouped(count) + " more: " + standing.label() + " (--all lists them)"));
    }

    private void line(Judged touch, Console console) {
        Row row = row(touch.contact().id());
        String standing = touch.standing() == TouchStanding.OTHER_FAMILY
                ? "promotes " + String.join(", ", touch.contact().families())
                : touch.standing().label();
        console.result(("  " + left(local(row.getAs(Touchpoints.EVENT_TS)), 18)
                        + right(Integer.toString(touch.session()), 7) + "  "
                        + left(row.getAs(Touchpoints.CHANNEL), 16)
                        + left(row.getAs(Touchpoints.TOUCH_CLASS), 20) + cut(standing, 35))
                .stripTrailing());
    }

    private void split(List<Judged> touches, List<Row> credits, Console console) {
        Map<String, ModelSplit> byModel = new TreeMap<>();
        for (Row credit : credits) {
            byModel.computeIfAbsent(
                            credit.getAs(AttributionCredits.MODEL),
                            model -> new ModelSplit(model, new LinkedHashMap<>()))
                    .byTouch()
                    .merge(
                            credit.getAs(AttributionCredits.TOUCHPOINT_ID),
                            credit.<BigDecimal>getAs(AttributionCredits.CREDIT),
                            BigDecimal::add);
        }
        List<ModelSplit> models = List.copyOf(byModel.values());
        for (int from = 0; from < models.size(); from += MODELS_ABREAST) {
            abreast(touches, models.subList(from, Math.min(models.size(), from + MODELS_ABREAST)), console);
        }
    }

    private void abreast(List<Judged> touches, List<ModelSplit> models, Console console) {
        console.result("");
        console.result(
                left("Credit, refunds taken off", 42) + columns(models, model -> cut(model.model(), COLUMN - 1)));
        touches.stream()
                .filter(touch -> touch.standing() == TouchStanding.EARNS)
                .forEach(touch -> {
                    Row row = row(touch.contact().id());
                    String label = local(row.getAs(Touchpoints.EVENT_TS)) + "  " + row.getAs(Touchpoints.CHANNEL);
                    console.result("  " + left(label, 40)
                            + columns(
                                    models,
                                    model -> money(
                                            model.byTouch().get(touch.contact().id()))));
                });
        String nobody = CreditPosting.UNATTRIBUTED_TOUCH;
        if (models.stream().anyMatch(model -> model.byTouch().containsKey(nobody))) {
            console.result("  " + left("no touch earned it", 40)
                    + columns(models, model -> money(model.byTouch().get(nobody))));
        }
        console.result("  " + left("all", 40) + columns(models, model -> money(model.total())));
    }

    private static String columns(List<ModelSplit> models, Function<ModelSplit, String> text) {
        return models.stream().map(model -> right(text.apply(model), COLUMN)).collect(Collectors.joining());
    }

    private Row row(String touch) {
        Row row = touchById.get(touch);
        if (row == null) {
            throw new IllegalStateException("the touch " + touch + " was judged but not read");
        }
        return row;
    }

    private String local(Timestamp at) {
        return LOCAL.format(at.toInstant().atZone(settings.reporting().timeZone()));
    }

    private static void field(Console console, String name, String value) {
        console.result("  " + left(name, 10) + value);
    }
}
