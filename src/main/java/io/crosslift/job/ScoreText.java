package io.crosslift.job;

import static io.crosslift.job.TextLayout.left;
import static io.crosslift.job.TextLayout.right;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.crosslift.simulate.score.ScoreRow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A run beside the truth, on 100 columns. */
final class ScoreText {
    private static final String CREDITED = "credited share";

    private final String runId;
    private final List<ScoreRow> rows;

    ScoreText(String runId, List<ScoreRow> rows) {
        this.runId = runId;
        this.rows = List.copyOf(rows);
    }

    void print(Console console) {
        if (console.json()) {
            console.result(json());
            return;
        }
        console.result("");
        console.result("Run " + runId + " beside the truth");
        table(console, "Conversions", "conversions");
        table(console, "Recurring revenue", "recurring");
        table(console, "Offers", "offers");
        rejections(console);
        ledger(console);
        credit(console, "Share of credit", CREDITED);
        credit(console, "Share of calibrated credit", "calibrated share");
        models(console);
        lift(console);
    }

    private void table(Console console, String title, String part) {
        List<ScoreRow> ofPart = of(row -> row.part().equals(part));
        if (ofPart.isEmpty()) {
            return;
        }
        header(console, title, "found", "true", "error");
        ofPart.forEach(row -> console.result(
                "  " + left(row.item() + " " + row.measure(), 48) + numbers(row.found(), row.truth(), row.error())));
    }

    private void rejections(Console console) {
        List<ScoreRow> ofPart = of(row -> row.part().equals("rejections"));
        long equal = ofPart.stream().filter(ScoreRow::agrees).count();
        header(
                console,
                "Rejected rows: " + equal + " of " + ofPart.size() + " reasons agree",
                "found",
                "planted",
                "error");
        ofPart.stream()
                .filter(row -> !row.agrees())
                .forEach(row -> console.result("  " + left(row.subject() + " " + row.item() + " " + row.measure(), 48)
                        + numbers(row.found(), row.truth(), row.error())));
    }

    /** Differences to the ledger by reason, over all months. */
    private void ledger(Console console) {
        List<ScoreRow> ofPart = of(row -> row.part().equals("ledger"));
        List<ScoreRow> sums = ofPart.stream()
                .filter(row -> row.measure().equals("difference"))
                .toList();
        if (sums.isEmpty()) {
            return;
        }
        long equal = ofPart.stream()
                .filter(row -> !row.measure().equals("difference") && row.agrees())
                .count();
        header(
                console,
                "Ledger: " + equal + " of " + sums.size() + " reasons agree in every month",
                "found",
                "planted",
                "error");
        sums.forEach(row -> console.result(
                "  " + left(row.subject() + " " + row.item(), 48) + numbers(row.found(), row.truth(), row.error())));
    }

    /** Shares of the models of record side by side, the true one first; calibrated ones only where they differ from the credited. */
    private void credit(Console console, String title, String measure) {
        List<ScoreRow> shares =
                of(row -> row.part().equals("credit") && row.measure().equals(measure));
        Set<String> models = new LinkedHashSet<>();
        Set<String> channels = new LinkedHashSet<>();
        shares.forEach(row -> {
            models.add(row.subject());
            channels.add(row.item());
        });
        if (models.isEmpty()) {
            return;
        }
        if (!measure.equals(CREDITED) && shares.stream().allMatch(this::asCredited)) {
            return;
        }
        List<String> shown = models.stream().limit(4).toList();
        console.result("");
        console.result(left(title, 42)
                + right("true", 8)
                + String.join("", shown.stream().map(model -> right(model, 12)).toList()));
        for (String channel : channels) {
            Double truth = one(shares, shown.get(0), channel).truth();
            console.result("  " + left(channel, 40) + right(percent(truth), 8)
                    + String.join(
                            "",
                            shown.stream()
                                    .map(model -> right(
                                            percent(one(shares, model, channel).found()), 12))
                                    .toList()));
        }
    }

    /** Whether a calibrated share is printed as the credited one is: factors that are all the same move no share. */
    private boolean asCredited(ScoreRow share) {
        return of(row -> row.part().equals(share.part()) && row.measure().equals(CREDITED)).stream()
                .filter(row ->
                        row.subject().equals(share.subject()) && row.item().equals(share.item()))
                .anyMatch(row -> percent(row.found()).equals(percent(share.found())));
    }

    private void models(Console console) {
        List<ScoreRow> ofModels = of(row -> row.part().equals("model"));
        Set<List<String>> models = new LinkedHashSet<>();
        ofModels.forEach(row ->
                models.add(List.of(row.subject(), row.item(), row.measure().split(" ", 2)[0])));
        if (models.isEmpty()) {
            return;
        }
        console.result("");
        console.result(left("Models", 46)
                + right("total", 14)
                + right("true", 14)
                + right("misplaced", 11)
                + right("ranks", 8)
                + right("in 95 %", 9));
        for (List<String> model : models) {
            ScoreRow total = measure(ofModels, model, "total");
            console.result("  "
                    + left(
                            model.get(0) + " " + model.get(1) + (model.get(2).equals("credited") ? "" : " calibrated"),
                            44)
                    + right(number(total.found()), 14)
                    + right(number(total.truth()), 14)
                    + right(percent(measure(ofModels, model, "share error").found()), 11)
                    + right(number(measure(ofModels, model, "rank correlation").found()), 8)
                    + right(held(model), 9));
        }
    }

    /** How many intervals of channels hold what the channel added, of how many. */
    private String held(List<String> model) {
        List<ScoreRow> intervals = of(row -> row.part().equals("credit")
                && row.subject().equals(model.get(0))
                && row.item().startsWith(model.get(1) + " ")
                && row.measure().equals(model.get(2))
                && row.covered() != null);
        long inside = intervals.stream()
                .filter(row -> Objects.equals(row.covered(), true))
                .count();
        return intervals.isEmpty() ? "-" : inside + " of " + intervals.size();
    }

    private void lift(Console console) {
        List<ScoreRow> ofPart = of(row -> row.part().equals("lift"));
        if (ofPart.isEmpty()) {
            return;
        }
        long covered = ofPart.stream()
                .filter(row -> Objects.equals(row.covered(), true))
                .count();
        long intervals = ofPart.stream().filter(row -> row.covered() != null).count();
        header(
                console,
                "Lift: " + covered + " of " + intervals + " intervals hold the truth",
                "found",
                "true",
                "error");
        ofPart.forEach(row -> console.result("  " + left(row.subject() + " " + row.item() + " " + row.measure(), 48)
                + String.format(Locale.ROOT, "%15s", small(row.found()))
                + String.format(Locale.ROOT, "%15s", small(row.truth()))
                + String.format(Locale.ROOT, "%15s", small(row.error()))
                + (row.covered() == null ? "" : row.covered() ? "  in" : "  out")));
    }

    /** The comparisons that {@link #json} told. */
    static List<ScoreRow> rows(JsonNode all) {
        List<ScoreRow> rows = new ArrayList<>();
        for (JsonNode row : all.path("scores")) {
            rows.add(new ScoreRow(
                    row.path("part").asText(),
                    row.path("subject").asText(),
                    row.path("item").asText(),
                    row.path("measure").asText(),
                    number(row.path("found")),
                    number(row.path("truth")),
                    row.path("covered").isBoolean() ? row.path("covered").asBoolean() : null));
        }
        return List.copyOf(rows);
    }

    private static @Nullable Double number(JsonNode value) {
        return value.isNumber() ? value.asDouble() : null;
    }

    /** All comparisons on one line. */
    String json() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.put("run_id", runId);
        var list = all.putArray("scores");
        for (ScoreRow row : rows) {
            list.addObject()
                    .put("part", row.part())
                    .put("subject", row.subject())
                    .put("item", row.item())
                    .put("measure", row.measure())
                    .put("found", row.found())
                    .put("truth", row.truth())
                    .put("error", row.error())
                    .put("covered", row.covered());
        }
        return all.toString();
    }

    private List<ScoreRow> of(Predicate<ScoreRow> wanted) {
        return rows.stream().filter(wanted).toList();
    }

    private static ScoreRow one(List<ScoreRow> rows, String subject, String item) {
        return rows.stream()
                .filter(row -> row.subject().equals(subject) && row.item().equals(item))
                .findFirst()
                .orElseGet(() -> ScoreRow.of("credit", subject, item, CREDITED, null, null));
    }

    private static ScoreRow measure(List<ScoreRow> rows, List<String> model, String measure) {
        return rows.stream()
                .filter(row -> row.subject().equals(model.get(0))
                        && row.item().equals(model.get(1))
                        && row.measure().equals(model.get(2) + " " + measure))
                .findFirst()
                .orElseThrow();
    }

    private static void header(Console console, String title, String found, String truth, String error) {
        console.result("");
        console.result(left(title, 50) + right(found, 15) + right(truth, 15) + right(error, 15));
    }

    private static String numbers(@Nullable Double found, @Nullable Double truth, @Nullable Double error) {
        return right(number(found), 15) + right(number(truth), 15) + right(number(error), 15);
    }

    private static String number(@Nullable Double value) {
        return value == null
                ? "-"
                : value == Math.rint(value) && Math.abs(value) < 1e15
                        ? Console.grouped(Math.round(value))
                        : String.format(Locale.ROOT, "%,.2f", value);
    }

    private static String small(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.5g", value);
    }

    private static String percent(@Nullable Double share) {
        return share == null ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
