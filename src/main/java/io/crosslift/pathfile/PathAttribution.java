package io.crosslift.pathfile;

import io.crosslift.attribution.ModelCheck;
import io.crosslift.failure.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Every model on every goal of a path file.
 *
 * @param content the file
 * @param models by model in the order asked for, then by goal
 * @param credit rows of all models
 * @param checks identities that the credit fulfils
 */
public record PathAttribution(
        PathFileContent content, List<FittedModel> models, List<CreditRow> credit, List<ModelCheck> checks) {

    /**
     * Puts together what the models say.
     *
     * @throws Failure of data if an identity fails
     */
    public static PathAttribution of(PathFileContent content, List<FittedModel> models) {
        List<CreditRow> credit = new ArrayList<>();
        List<ModelCheck> checks = new ArrayList<>();
        for (FittedModel fitted : models) {
            GoalPaths goal = Objects.requireNonNull(content.byGoal().get(fitted.goal()));
            List<CreditRow> rows = CreditRow.of(fitted, content, goal);
            credit.addAll(rows);
            fitted.result().checks().forEach(check -> checks.add(named(check, fitted)));
            checks.addAll(totals(fitted, rows, content, goal));
        }
        for (ModelCheck check : checks) {
            if (!check.passed()) {
                throw Failure.data(content.file() + ": " + check.model() + " fails its check '" + check.check() + "' ("
                        + check.left() + " against " + check.right()
                        + "), nothing is written; leave the model out and report the file");
            }
        }
        return new PathAttribution(content, List.copyOf(models), List.copyOf(credit), List.copyOf(checks));
    }

    /** What a reader of the numbers has to know: of the file, then how each model was computed and what it met. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>(content.notes());
        for (FittedModel fitted : models) {
            String place = fitted.goal().isEmpty() ? fitted.label() : fitted.label() + ", " + fitted.goal();
            if (!fitted.result().method().isEmpty()) {
                notes.add(place + ": " + String.join("; ", fitted.result().method()));
            }
            fitted.result().notes().forEach(note -> notes.add(place + ": " + note));
        }
        return notes.stream().distinct().toList();
    }

    /** The models of one goal. */
    List<FittedModel> modelsOf(String goal) {
        return models.stream().filter(fitted -> fitted.goal().equals(goal)).toList();
    }

    /** What is written adds up to what was read, conversions without a touch included. */
    private static List<ModelCheck> totals(
            FittedModel fitted, List<CreditRow> rows, PathFileContent content, GoalPaths goal) {
        double conversions = rows.stream().mapToDouble(CreditRow::conversions).sum();
        double value = rows.stream().mapToDouble(CreditRow::value).sum();
        double size = rows.stream().mapToDouble(row -> Math.abs(row.value())).sum();
        return List.of(
                named(
                        ModelCheck.equal(
                                fitted.model(),
                                "conversions of all rows = of the file",
                                conversions,
                                goal.conversions()),
                        fitted),
                named(
                        ModelCheck.equal(
                                fitted.model(),
                                "value of all rows = of the file",
                                value,
                                content.inFileUnit(goal.value()),
                                size),
                        fitted));
    }

    private static ModelCheck named(ModelCheck check, FittedModel fitted) {
        String name = fitted.order().isEmpty() ? check.check() : check.check() + " (order " + fitted.order() + ")";
        return new ModelCheck(fitted.model(), fitted.goal(), name, check.left(), check.right(), check.passed());
    }

    /** Totals by goal as a person reads them. */
    Map<String, GoalPaths> goals() {
        return content.byGoal();
    }
}
