package io.crosslift.lift;

import java.io.Serializable;
import java.util.Map;
import org.apache.spark.sql.Row;

/** One number of a unit's vector, read from a row of {@link UnitOutcomes}; always finite. */
sealed interface VectorColumn extends Serializable {
    double of(Row unit);

    /** A whole number divided by a scale: cents become the currency's unit. */
    record Sale(String column, int scale) implements VectorColumn {
        Sale(SalesMetric metric, int window, boolean before) {
            this(metric.column(window, before), metric.scale());
        }

        @Override
        public double of(Row unit) {
            return unit.<Long>getAs(column).doubleValue() / scale;
        }
    }

    /** A stated outcome, 0 where there is none. */
    record Stated(String metric) implements VectorColumn {
        @Override
        public double of(Row unit) {
            Double value = outcomes(unit).get(metric);
            return value == null ? 0 : value;
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
    }

    /** What a longer window adds to a shorter one. */
    record Later(Sale longer, Sale shorter) implements VectorColumn {
        @Override
        public double of(Row unit) {
            return longer.of(unit) - shorter.of(unit);
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
