package io.crosslift.lift;

import io.crosslift.lift.calibrate.CalibrationTest;
import io.crosslift.lift.calibrate.CalibrationTest.Measured;
import java.sql.Date;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The lift and the credit of one experiment on the driver. */
final class ComparedExperiment {
    /**
     * What is compared apart.
     *
     * @param goal cross_sell or up_sell
     * @param basis what its value is
     */
    record Sold(String goal, String basis) {
        private static Sold of(Row row) {
            return new Sold(row.getAs(CreditComparison.GOAL), row.getAs(CreditComparison.BASIS));
        }
    }

    private record Credited(String model, Sold sold) {}

    private record Bought(boolean control, Sold sold) {}

    private final Experiment experiment;
    private final ComparedWindow window;
    private final SortedSet<String> channels = new TreeSet<>();
    private final Map<Boolean, Long> units = new HashMap<>();
    private final Map<Bought, Row> bought = new HashMap<>();
    private final Map<Credited, Row> credited = new HashMap<>();
    private @Nullable LocalDate measuredTo;

    private ComparedExperiment(Experiment experiment, ComparedWindow window) {
        this.experiment = experiment;
        this.window = window;
    }

    /** Some experiments with nothing known of them yet, by id. */
    static Map<String, ComparedExperiment> of(Map<Experiment, ComparedWindow> compared) {
        Map<String, ComparedExperiment> byId = new TreeMap<>();
        compared.forEach((experiment, window) -> byId.put(experiment.id(), new ComparedExperiment(experiment, window)));
        return byId;
    }

    /** Takes in a row of {@link CreditComparison#rows}. */
    void add(Row row) {
        switch (CreditComparison.Kind.valueOf(row.getAs(CreditComparison.KIND))) {
            case CHANNELS -> channels.add(row.getAs(CreditComparison.CHANNEL));
            case POPULATION -> addPopulation(row);
            case BOUGHT -> bought.put(new Bought(row.<Boolean>getAs(CreditComparison.CONTROL), Sold.of(row)), row);
            case CREDITED -> credited.put(new Credited(row.getAs(CreditComparison.MODEL), Sold.of(row)), row);
        }
    }

    private void addPopulation(Row row) {
        units.put(row.<Boolean>getAs(CreditComparison.CONTROL), row.<Long>getAs(CreditComparison.UNITS));
        LocalDate last = row.<Date>getAs(CreditComparison.MEASURED_TO).toLocalDate();
        if (measuredTo == null || last.isAfter(measuredTo)) {
            measuredTo = last;
        }
    }

    Experiment experiment() {
        return experiment;
    }

    ComparedWindow window() {
        return window;
    }

    /** Channels of the experiment's touches. */
    SortedSet<String> channels() {
        return channels;
    }

    /** Last day of the last unit's window; null where no unit has completed it. */
    @Nullable
    LocalDate measuredTo() {
        return measuredTo;
    }

    long units(boolean control) {
        return units.getOrDefault(control, 0L);
    }

    /** Goals of which treated or control units bought anything of a basis. */
    SortedSet<String> goals(String basis) {
        return bought.keySet().stream()
                .map(Bought::sold)
                .filter(sold -> sold.basis().equals(basis))
                .map(Sold::goal)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Lift and credit of a model, goal and basis. With y the amount per unit, incremental = n_T (y_T - y_C), se = n_T sqrt(V_T / n_T +
     * V_C / n_C); credited is the sum a over treated units, se = sqrt(n_T V_a). All treated arms are taken as one.
     *
     * @param subject what the factor is for
     */
    CalibrationTest test(String subject, String model, Sold sold, LocalDate asOf) {
        if (measuredTo == null) {
            throw new IllegalStateException("no unit of experiment " + experiment.id() + " has completed a window");
        }
        UnitSums treatment = sums(bought.get(new Bought(false, sold)), units(false));
        UnitSums control = sums(bought.get(new Bought(true, sold)), units(true));
        UnitSums credit = sums(credited.get(new Credited(model, sold)), units(false));
        boolean comparable = treatment.units() > 1 && control.units() > 1;
        double n = treatment.units();
        double perUnit = comparable ? treatment.variance() / n + control.variance() / control.units() : 0;
        return new CalibrationTest(
                subject,
                experiment.id(),
                new Measured(comparable ? n * (treatment.mean() - control.mean()) : 0, n * Math.sqrt(perUnit)),
                new Measured(credit.total(), Math.sqrt(n * credit.variance())),
                ChronoUnit.DAYS.between(measuredTo, asOf),
                window.broken());
    }

    private static UnitSums sums(@Nullable Row row, long units) {
        return row == null
                ? UnitSums.none(units)
                : new UnitSums(units, row.getAs(CreditComparison.SUM), row.getAs(CreditComparison.SQUARES));
    }
}
