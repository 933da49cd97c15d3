package io.crosslift.lift;

import io.crosslift.lift.estimate.ExactSums;
import io.crosslift.lift.estimate.Moments;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * What is measured of an experiment over one window: its metrics and the vector they share.
 *
 * @param days length of the window
 * @param metrics in the order of their declaration
 * @param parts net revenue and the base, cross-sell and up-sell revenue that it is the sum of; empty where there are no lines or
 *     nobody randomised
 * @param shorter the same metrics over shorter windows, of the same units; likewise
 * @param stated outcomes that were measured before the experiment: covariates
 * @param returns what a programme's cost is compared with: gross margin or, where no margins are known, net revenue, then orders; empty
 *     where no costs are known
 * @param retention recurring revenue at the end and at the start of the window; empty where nothing is known of it
 * @param caps of outcomes by metric, once they are known
 * @param columns of the vector, the exposure first
 * @param scales how many whole numbers make 1 of each column
 */
record WindowPlan(
        int days,
        List<Metric> metrics,
        List<Metric> parts,
        List<Shorter> shorter,
        List<String> stated,
        List<Metric> returns,
        List<VectorColumn> retention,
        Map<String, Double> caps,
        List<VectorColumn> columns,
        List<Double> scales)
        implements Serializable {
    /**
     * A metric over a shorter window, and what the time up to the next longer one adds to it.
     *
     * @param days of the shorter window
     * @param nextDays of the next longer one
     */
    record Shorter(int days, int nextDays, Metric cumulative, Metric later) implements Serializable {}

    /** Position of the exposure in the vector. */
    static final int EXPOSED = 0;

    /** Accounts that still pay at the end of the window over those that paid at its start. */
    static final String RETENTION = "retention";

    private static final String OPEN_MRR = "open_mrr";
    private static final String CLOSE_MRR = "close_mrr";
    private static final String SATISFACTION = "satisfaction";
    private static final int CENTS = 100;

    /** The plan of one window of an experiment; metrics that no table holds are left out. */
    static WindowPlan of(Experiment experiment, int days, LiftInputs inputs, StatedMetrics stated) {
        List<Metric> metrics = experiment.metrics().stream()
                .flatMap(name -> metric(experiment, name, days, inputs, stated).stream())
                .toList();
        boolean experimental = experiment.randomised();
        List<Metric> parts = experimental && inputs.lines() != null ? parts(days) : List.of();
        List<Shorter> shorter = experimental ? shorter(experiment, days, metrics) : List.of();
        List<String> before = experimental ? stated.before(experiment) : List.of();
        List<Metric> returns = experimental && inputs.costs() != null ? returns(days, inputs) : List.of();
        Set<VectorColumn> columns = new LinkedHashSet<>();
        columns.add(new VectorColumn.Exposed(days));
        metrics.forEach(metric -> {
            columns.addAll(metric.columns());
            columns.addAll(metric.before());
        });
        List<VectorColumn> retention = retention(experiment, days, inputs, stated);
        columns.addAll(retention);
        parts.forEach(metric -> columns.addAll(metric.columns()));
        returns.forEach(metric -> columns.addAll(metric.columns()));
        shorter.forEach(metric -> {
            columns.addAll(metric.cumulative().columns());
            columns.addAll(metric.later().columns());
        });
        if (experimental && metrics.stream().anyMatch(metric -> !metric.before().isEmpty())) {
            columns.add(new VectorColumn.NewAccount(days));
        }
        before.forEach(name -> {
            columns.add(new VectorColumn.Stated(name));
            columns.add(new VectorColumn.Answered(name));
        });
        List<Double> scales = columns.stream()
                .map(column -> column.scale(name -> stated.scale(experiment, name)))
                .toList();
        return new WindowPlan(
                days, metrics, parts, shorter, before, returns, retention, Map.of(), List.copyOf(columns), scales);
    }

    /** The same plan with a capped twin in the vector for every outcome that has a cap. */
    WindowPlan capped(Map<String, Double> capsByMetric) {
        Map<String, Double> capped = new TreeMap<>(capsByMetric);
        List<VectorColumn> more = new ArrayList<>(columns);
        List<Double> theirScales = new ArrayList<>(scales);
        for (Metric metric : metrics) {
            Double cap = capped.get(metric.name());
            if (cap != null) {
                VectorColumn raw = metric.columns().get(0);
                more.add(new VectorColumn.Capped(raw, cap));
                theirScales.add(scales.get(columns.indexOf(raw)));
            }
        }
        return new WindowPlan(
                days,
                metrics,
                parts,
                shorter,
                stated,
                returns,
                retention,
                capped,
                List.copyOf(more),
                List.copyOf(theirScales));
    }

    private static List<Metric> returns(int days, LiftInputs inputs) {
        return inputs.lines() == null
                ? List.of()
                : Stream.of(
                                inputs.products() == null ? SalesMetric.NET_REVENUE : SalesMetric.GROSS_MARGIN,
                                SalesMetric.ORDERS)
                        .map(metric -> mean(metric.label(), new VectorColumn.Sale(metric, days, false)))
                        .toList();
    }

    private static List<Metric> parts(int days) {
        return Stream.of(
                        SalesMetric.NET_REVENUE,
                        SalesMetric.BASE_REVENUE,
                        SalesMetric.CROSS_SELL_REVENUE,
                        SalesMetric.UP_SELL_REVENUE)
                .map(metric -> mean(metric.label(), new VectorColumn.Sale(metric, days, false)))
                .toList();
    }

    private static Metric mean(String name, VectorColumn column) {
        return new Metric(name, Metric.Kind.MEAN, List.of(column), List.of(), null);
    }

    /** Money and counts that grow with the window, over each shorter window and between it and the next. */
    private static List<Shorter> shorter(Experiment experiment, int days, List<Metric> metrics) {
        List<Integer> windows =
                experiment.windows().stream().filter(window -> window <= days).toList();
        List<Shorter> shorter = new ArrayList<>();
        for (Metric metric : metrics) {
            SalesMetric sold = SalesMetric.summed(metric.name());
            for (int i = 0; sold != null && i + 1 < windows.size(); i++) {
                VectorColumn.Sale some = new VectorColumn.Sale(sold, windows.get(i), false);
                VectorColumn.Sale more = new VectorColumn.Sale(sold, windows.get(i + 1), false);
                shorter.add(new Shorter(
                        windows.get(i),
                        windows.get(i + 1),
                        mean(metric.name(), some),
                        mean(metric.name(), new VectorColumn.Later(more, some))));
            }
        }
        return shorter;
    }

    /**
     * The columns as whole numbers, each by its scale.
     *
     * @param units the schema of the units' rows
     */
    List<ToLongFunction<Row>> whole(StructType units) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i).whole(units, scales.get(i)))
                .toList();
    }

    /** What exact sums of such vectors come to. */
    Moments moments(ExactSums sums) {
        return sums.moments(scales.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Where the given columns lie in the vector. */
    List<Integer> positions(List<VectorColumn> some) {
        return some.stream().map(columns::indexOf).toList();
    }

    private static Optional<Metric> metric(
            Experiment experiment, String name, int days, LiftInputs inputs, StatedMetrics stated) {
        StatedMetrics.Stated statedMetric = stated.find(experiment, name);
        if (statedMetric != null) {
            return stated.fits(experiment, name, days) ? Optional.of(stated(name, statedMetric)) : Optional.empty();
        }
        if (name.equals("nrr")) {
            List<VectorColumn> retention = retention(experiment, days, inputs, stated);
            return retention.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Metric(name, Metric.Kind.RATIO, retention, List.of(), null));
        }
        if (name.equals(RETENTION)) {
            return inputs.movements() == null
                    ? Optional.empty()
                    : Optional.of(new Metric(
                            name,
                            Metric.Kind.RATIO,
                            List.of(
                                    new VectorColumn.Sale(RecurringBalances.pays(days), 1),
                                    new VectorColumn.Sale(RecurringBalances.PAID, 1)),
                            List.of(),
                            null));
        }
        if (name.equals("order_value")) {
            return inputs.lines() == null
                    ? Optional.empty()
                    : Optional.of(sales(name, Metric.Kind.RATIO, days, SalesMetric.NET_REVENUE, SalesMetric.ORDERS));
        }
        return Stream.of(SalesMetric.values())
                .filter(metric -> metric.label().equals(name))
                .filter(metric -> metric.givenBy(inputs))
                .map(metric -> sales(name, metric.rate() ? Metric.Kind.RATE : Metric.Kind.MEAN, days, metric))
                .findFirst();
    }

    /** No answer isn't an answer of 0: satisfaction is the mean of the answers given. */
    private static Metric stated(String name, StatedMetrics.Stated stated) {
        VectorColumn value = new VectorColumn.Stated(name);
        return name.equals(SATISFACTION)
                ? new Metric(name, Metric.Kind.RATIO, List.of(value, new VectorColumn.Answered(name)), List.of(), null)
                : new Metric(
                        name, stated.rate() ? Metric.Kind.RATE : Metric.Kind.MEAN, List.of(value), List.of(), null);
    }

    private static Metric sales(String name, Metric.Kind kind, int days, SalesMetric... parts) {
        List<VectorColumn> columns = new ArrayList<>();
        List<VectorColumn> before = new ArrayList<>();
        for (SalesMetric part : parts) {
            columns.add(new VectorColumn.Sale(part, days, false));
            before.add(new VectorColumn.Sale(part, days, true));
        }
        return new Metric(name, kind, List.copyOf(columns), List.copyOf(before), parts[0].source());
    }

    /** As stated where that is over this window, else as subscriptions have it. */
    private static List<VectorColumn> retention(
            Experiment experiment, int days, LiftInputs inputs, StatedMetrics stated) {
        if (stated.fits(experiment, OPEN_MRR, days) && stated.fits(experiment, CLOSE_MRR, days)) {
            return List.of(new VectorColumn.Stated(CLOSE_MRR), new VectorColumn.Stated(OPEN_MRR));
        }
        return inputs.movements() == null
                ? List.of()
                : List.of(
                        new VectorColumn.Sale(RecurringBalances.closing(days), CENTS),
                        new VectorColumn.Sale(RecurringBalances.OPEN, CENTS));
    }
}
