package io.crosslift.propensity;

import io.crosslift.lift.LiftInputs;
import io.crosslift.lift.LiftRules;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What scoring reads: the tables of lift, of which lines and conversions must be there, and ownership.
 *
 * @param ownership ownership changes, or null where nothing is known of them
 */
public record PropensityInputs(LiftInputs lift, @Nullable Dataset<Row> ownership, LiftRules rules) {
    Dataset<Row> lines() {
        return present(lift.lines());
    }

    Dataset<Row> conversions() {
        return present(lift.conversions());
    }

    private static Dataset<Row> present(@Nullable Dataset<Row> table) {
        if (table == null) {
            throw new IllegalStateException("scoring needs lines and conversions");
        }
        return table;
    }
}
