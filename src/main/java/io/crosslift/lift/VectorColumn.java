package io.crosslift.lift;

import java.io.Serializable;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** One number of a unit's vector, read from a row of {@link UnitOutcomes}; always finite. */
sealed interface VectorColumn extends Serializable {
    double of(Row unit);

    /**
     * How many whole numbers make 1: 100 where the number is money in cents.
     *
     * @param stated the same of stated outcomes, by metric
     */
    default double scale(ToDoubleFunction<String> stated) {
        return 1;
    }

    /**
     * The number as a whole number of such parts.
     *
     * @param units the schema of the units' rows
     */
    default ToLongFunction<Row> whole(StructType units, double scale) {
        return unit -> Math.round(of(unit) * scale);
    }

    /** A whole number divided by a scale: cents become the currency's unit. */
    record Sale(String column, int scale) implements VectorColumn {
        Sale(SalesMetric metric, int window, boolean before) {
            this(metric.column(window, before), metric.scale());
        }

        @Override
        public double of(Row unit) {
            return unit.<Long>getAs(column).doubleValue() / scale;
        }

        @Override
        public double scale(ToDoubleFunction<String> stated) {
            return scale;
        }

        @Override
        public ToLongFunction<Row> whole(StructType units, double wanted) {
            int index = units.fieldIndex(column);
            return unit -> unit.getLong(index);
        }
    }

    /** A stated outcome, 0 where there is none. */
    record Stated(String metric) implements VectorColumn {
        @Override
        public double of(Row unit) {
            Double value = outcomes(unit).get(metric);
            return value == null ? 0 : value;
        }

        @Override
        public double scale(ToDoubleFunction<String> stated) {
            return stated.applyAsDouble(metric);
        }
    }

    /** 1 where an outcome was stated, else 0. */
    record Answered(String metric) implements VectorColumn {
        @Override
        public double of(Row unit) {
            return outcomes(unit).containsKey(metric) ? 1 : 0;
        }
    }

    /** 1 where the unit was exposed by the end of the window, else 0. */
    record Exposed(int window) implements VectorColumn {
        @Override
        public double of(Row unit) {
            Integer days = unit.getAs(UnitOutcomes.EXPOSED_AFTER_DAYS);
            return days != null && days <= window ? 1 : 0;
        }

        @Override
        public ToLongFunction<Row> whole(StructType units, double scale) {
            int index = units.fieldIndex(UnitOutcomes.EXPOSED_AFTER_DAYS);
            return unit -> !unit.isNullAt(index) && unit.getInt(index) <= window ? 1 : 0;
        }
    }

    /** An outcome up to a cap, the same for every arm. */
    record Capped(VectorColumn raw, double cap) implements VectorColumn {
        @Override
        public double of(Row unit) {
            return Math.min(raw.of(unit), cap);
        }

        @Override
        public double scale(ToDoubleFunction<String> stated) {
            return raw.scale(stated);
        }

        @Override
        public ToLongFunction<Row> whole(StructType units, double scale) {
            ToLongFunction<Row> all = raw.whole(units, scale);
            long most = Math.round(cap * scale); // a value of the outcome itself, so whole
            return unit -> Math.min(all.applyAsLong(unit), most);
        }
    }

    /** What a longer window adds to a shorter one. */
    record Later(Sale longer, Sale shorter) implements VectorColumn {
        @Override
        public double of(Row unit) {
            return longer.of(unit) - shorter.of(unit);
        }

        @Override
        public double scale(ToDoubleFunction<String> stated) {
            return longer.scale(stated);
        }

        @Override
        public ToLongFunction<Row> whole(StructType units, double scale) {
            ToLongFunction<Row> all = longer.whole(units, scale);
            ToLongFunction<Row> some = shorter.whole(units, scale);
            return unit -> all.applyAsLong(unit) - some.applyAsLong(unit);
        }
    }

    /** 1 where the account is younger than the pre-period of the window, whose sales are then not all of it, else 0. */
    record NewAccount(int window) implements VectorColumn {
        @Override
        public double of(Row unit) {
            Integer days = unit.getAs(ExperimentJoin.ACCOUNT_DAYS);
            return days != null && days <= window ? 1 : 0;
        }
    }

    private static Map<String, Double> outcomes(Row unit) {
        int index = unit.fieldIndex(UnitOutcomes.STATED_OUTCOMES);
        return unit.isNullAt(index) ? Map.of() : unit.getJavaMap(index);
    }
}
