package io.crosslift.lift.sequential;

import static io.crosslift.lift.estimate.Arguments.require;

import io.crosslift.lift.estimate.Confidence;

/**
 * How an experiment may be looked at while it runs, fixed before the first look and stored with it as one line of text.
 *
 * <p>The lines read {@code anytime units=20000}, {@code msprt spread=0.5} or
 * {@code group_sequential units=20000 looks=5 spending=obrien_fleming}, each with {@code alpha=0.05} and, but for msprt,
 * {@code alternative=two_sided}, which default to those of the experiment. Spending is one of {@code obrien_fleming},
 * {@code pocock}, {@code power:PHI} and {@code hsd:GAMMA}.
 */
public interface SequentialPlan {
    /** The name of the method, as a stored result carries it. */
    String name();

    /** The plan as one line, with nothing left out; {@link #parse} reads it back. */
    String text();

    /**
     * Reads a plan.
     *
     * @param declared error rate and direction where the line names none
     * @throws IllegalArgumentException naming what is unknown, missing or out of range
     */
    static SequentialPlan parse(String line, Confidence declared) {
        PlanText text = PlanText.read(line);
        SequentialPlan plan =
                switch (text.method()) {
                    case "anytime" -> new ConfidenceSequence(text.whole(PlanText.UNITS), text.confidence(declared));
                    case "msprt" ->
                        new MixtureSequentialTest(
                                text.number(PlanText.SPREAD),
                                text.confidence(declared).alpha());
                    case "group_sequential" ->
                        new GroupSequentialPlan(
                                text.whole(PlanText.UNITS),
                                Math.toIntExact(text.whole(PlanText.LOOKS)),
                                Spending.parse(text.value(PlanText.SPENDING)),
                                text.confidence(declared));
                    default ->
                        throw new IllegalArgumentException("a sequential plan starts with anytime, msprt or"
                                + " group_sequential, was '" + line + "'");
                };
        text.requireAllRead();
        return plan;
    }

    /**
     * Refuses this plan where another was stored: looks at the data make a changed plan worthless.
     *
     * @throws IllegalArgumentException with both plans
     */
    default void requireUnchanged(String experimentId, SequentialPlan stored) {
        require(
                equals(stored),
                "the sequential plan of experiment %s was fixed as '%s' and can't become '%s': put the old one back or"
                        + " register a new experiment",
                experimentId,
                stored.text(),
                text());
    }
}
