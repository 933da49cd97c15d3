package io.crosslift.source;

import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.types.DataType;

/** Which types may stand for a declared one: those that lose nothing. Anything else must be cast by the query itself. */
final class LosslessCast {
    static boolean allows(DataType from, DataType to) {
        return Cast.canUpCast(from, to);
    }

    private LosslessCast() {}
}
