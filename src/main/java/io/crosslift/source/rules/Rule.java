package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * One quality rule as data.
 *
 * @param outcome what becomes of a row that breaks it, see {@link Outcome}
 * @param reason reason code, mostly a literal
 * @param detail the rule in words and the values that broke it
 * @param broken true where a row breaks it; NULL is no breach
 * @param code the reason code as the data contract shows it
 * @param sentence the rule in words
 */
public record Rule(String outcome, Column reason, Column detail, Column broken, String code, String sentence) {
    /** Version of the rule set, stored with every quarantined row. */
    public static final String VERSION = "1";

    /** A defect: the row goes to quarantine. */
    public static Rule quarantine(String code, String sentence, Column broken, String... shown) {
        Column values = to_json(struct(Arrays.stream(shown).map(functions::col).toArray(Column[]::new)));
        Column detail = shown.length == 0 ? lit(sentence) : concat(lit(sentence + ": "), values);
        return new Rule(Outcome.QUARANTINED, lit(code), detail, broken, code, sentence);
    }

    /** No defect: the row is left out of every metric. */
    public static Rule exclude(String code, String sentence, Column broken) {
        return new Rule(Outcome.EXCLUDED, lit(code), lit(sentence), broken, code, sentence);
    }

    /** As {@link #exclude(String, String, Column)}, the code being that of another row. */
    public static Rule exclude(Column code, String sentence, Column broken) {
        return new Rule(Outcome.EXCLUDED, code, lit(sentence), broken, "(its own)", sentence);
    }

    /** An event that has not happened yet at as-of. */
    public static Rule future(String sentence, Column broken) {
        return new Rule(Outcome.FUTURE, lit("FUTURE"), lit(sentence), broken, "FUTURE", sentence);
    }

    /** The verdict on a row that breaks the rule. */
    Column verdict() {
        return struct(lit(outcome).as("outcome"), reason.as("reason"), detail.as("detail"));
    }
}
