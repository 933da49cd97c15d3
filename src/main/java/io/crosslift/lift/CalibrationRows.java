package io.crosslift.lift;

import io.crosslift.config.CalibrationSettings;
import io.crosslift.lift.calibrate.Calibration;
import io.crosslift.lift.calibrate.CalibrationFactor;
import io.crosslift.lift.calibrate.CalibrationPrior;
import io.crosslift.lift.calibrate.CalibrationRules;
import io.crosslift.lift.calibrate.CalibrationTest;
import io.crosslift.lift.calibrate.Refusal;
import io.crosslift.schema.Calibrations;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The rows of {@code kpi.calibration}: every factor, and every experiment that gave one or was refused. */
final class CalibrationRows {
    private static final double ALPHA = 0.05;
    private static final String NO_TOUCHES = "NO_TOUCHES";
    private static final String NOT_COMPARED = "NOT_COMPARED";
    private static final String MEASURED_TOGETHER = "MEASURED_TOGETHER";
    private static final String SEVERAL_EXPERIMENTS = "SEVERAL_EXPERIMENTS";
    private static final String OVER_ONE = "OVER_ONE";

    /** What shares a portfolio: factors of one definition of value under one model. */
    private record Book(String model, String basis) {}

    private record Subject(Book book, String goal, String channel) {}

    /** An experiment's numbers for one subject, as they were weighed. */
    private record Tested(
            ComparedExperiment experiment,
            CalibrationTest test,
            @Nullable Refusal refusal) {}

    private final List<ComparedExperiment> experiments;
    private static final Comparator<Book> BY_MODEL =
            Comparator.comparing(Book::model).thenComparing(Book::basis);

    private final SortedSet<Book> books = new TreeSet<>(BY_MODEL);
    private final NavigableSet<Subject> credited = new TreeSet<>(Comparator.comparing(Subject::book, BY_MODEL)
            .thenComparing(Subject::goal)
            .thenComparing(Subject::channel));
    private final SharedChannels shared;
    private final LiftRules rules;

    /**
     * Rows of some experiments.
     *
     * @param creditedChannels model, value basis, goal and channel of everything that was credited
     */
    CalibrationRows(List<ComparedExperiment> experiments, List<Row> creditedChannels, LiftRules rules) {
        this.experiments = experiments;
        this.rules = rules;
        this.shared = new SharedChannels(experiments.stream()
                .filter(experiment -> experiment.window().broken().isEmpty())
                .map(ComparedExperiment::channels)
                .filter(channels -> !channels.isEmpty())
                .toList());
        creditedChannels.forEach(row -> {
            Book book = new Book(row.getString(0), row.getString(1));
            credited.add(new Subject(book, row.getString(2), row.getString(3)));
            books.add(book);
        });
    }

    /** All rows, by model and value basis. */
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        experiments.stream()
                .filter(experiment -> !comparable(experiment))
                .forEach(experiment -> rows.add(incomparable(experiment)));
        books.forEach(book -> rows.addAll(of(book)));
        return rows;
    }

    private static boolean comparable(ComparedExperiment experiment) {
        return experiment.measuredTo() != null && !experiment.channels().isEmpty();
    }

    private Row incomparable(ComparedExperiment experiment) {
        List<String> flags = new ArrayList<>(experiment.window().broken());
        if (flags.isEmpty()) {
            flags.add(experiment.measuredTo() == null ? NOT_COMPARED : NO_TOUCHES);
        }
        return row(new Subject(new Book(Calibrations.ALL, Calibrations.ALL), Calibrations.ALL, Calibrations.ALL))
                .set(Calibrations.EXPERIMENT_ID, experiment.experiment().id())
                .set(Calibrations.FAMILY, experiment.experiment().family())
                .set(Calibrations.WINDOW_DAYS, experiment.window().days())
                .set(Calibrations.SOURCE, Calibrations.SOURCE_REFUSED)
                .set(Calibrations.IS_APPLIED, false)
                .set(Calibrations.FLAGS, flags.toArray())
                .build();
    }

    private List<Row> of(Book book) {
        Map<CalibrationTest, ComparedExperiment> tests = new LinkedHashMap<>();
        for (ComparedExperiment experiment : experiments) {
            if (comparable(experiment)) {
                for (String goal : experiment.goals(book.basis())) {
                    String subject = key(goal, experiment.channels().first());
                    ComparedExperiment.Sold sold = new ComparedExperiment.Sold(goal, book.basis());
                    tests.put(experiment.test(subject, book.model(), sold, rules.asOf()), experiment);
                }
            }
        }
        Calibration calibration = Calibration.of(List.copyOf(tests.keySet()), calibrationRules());
        Map<Subject, List<Tested>> bySubject = new HashMap<>();
        tests.forEach((test, experiment) -> experiment.channels().forEach(channel -> bySubject
                .computeIfAbsent(new Subject(book, goal(test), channel), any -> new ArrayList<>())
                .add(new Tested(experiment, test, calibration.refused().get(test)))));
        NavigableSet<Subject> subjects = new TreeSet<>(credited.comparator());
        credited.stream().filter(subject -> subject.book().equals(book)).forEach(subjects::add);
        subjects.addAll(bySubject.keySet());
        return subjects.stream()
                .flatMap(subject -> ofSubject(
                        subject,
                        bySubject.getOrDefault(subject, List.of()),
                        calibration.factor(key(subject.goal(), subject.channel()))))
                .toList();
    }

    private CalibrationRules calibrationRules() {
        CalibrationSettings settings = rules.lift().calibration();
        return new CalibrationRules(
                ALPHA,
                settings.halfLifeDays(),
                settings.validDays(),
                new CalibrationPrior(
                        settings.prior().median(),
                        settings.prior().spread(),
                        settings.prior().between()));
    }

    private Stream<Row> ofSubject(Subject subject, List<Tested> tested, @Nullable CalibrationFactor factor) {
        List<Tested> used = tested.stream()
                .filter(each -> each.refusal() == null)
                .sorted(Comparator.comparing((Tested each) ->
                                Objects.requireNonNull(each.experiment().measuredTo()))
                        .thenComparing(each -> each.experiment().experiment().id())
                        .reversed())
                .toList();
        List<Row> rows = new ArrayList<>();
        for (Tested each : tested) {
            TableRow row = measured(subject, each)
                    .set(Calibrations.SOURCE, Calibrations.SOURCE_REFUSED)
                    .set(Calibrations.IS_APPLIED, false)
                    .set(
                            Calibrations.FLAGS,
                            flags(subject, each, used.size(), factor).toArray());
            if (each.refusal() == null && factor != null) {
                write(row, factor)
                        .set(Calibrations.SOURCE, Calibrations.SOURCE_EXPERIMENT)
                        .set(Calibrations.IS_APPLIED, each.equals(used.get(0)));
            }
            rows.add(row.build());
        }
        if (used.isEmpty()) {
            rows.add(untested(subject, factor));
        }
        return rows.stream();
    }

    private Row untested(Subject subject, @Nullable CalibrationFactor factor) {
        TableRow row = row(subject)
                .set(Calibrations.EXPERIMENT_ID, Calibrations.NO_EXPERIMENT)
                .set(Calibrations.IS_APPLIED, factor != null);
        if (factor == null) {
            return row.set(Calibrations.SOURCE, Calibrations.SOURCE_NONE)
                    .set(Calibrations.FLAGS, new Object[] {"UNTESTED"})
                    .build();
        }
        return write(row, factor)
                .set(Calibrations.SOURCE, Calibrations.SOURCE_PORTFOLIO)
                .set(Calibrations.FLAGS, named(factor).toArray())
                .build();
    }

    private TableRow measured(Subject subject, Tested tested) {
        CalibrationTest test = tested.test();
        ComparedExperiment experiment = tested.experiment();
        LocalDate measuredTo = Objects.requireNonNull(experiment.measuredTo());
        double credit = test.credited().value();
        TableRow row = row(subject)
                .set(Calibrations.EXPERIMENT_ID, test.experimentId())
                .set(Calibrations.FAMILY, experiment.experiment().family())
                .set(Calibrations.INCREMENTAL, money(test.incremental().value()))
                .set(Calibrations.INCREMENTAL_SE, test.incremental().standardError())
                .set(Calibrations.CREDITED, money(credit))
                .set(Calibrations.CREDITED_SE, test.credited().standardError())
                .set(Calibrations.N, experiment.units(false))
                .set(Calibrations.N_CONTROL, experiment.units(true))
                .set(Calibrations.WINDOW_DAYS, experiment.window().days())
                .set(Calibrations.MEASURED_TO, Date.valueOf(measuredTo))
                .set(Calibrations.AGE_DAYS, Math.toIntExact(test.ageDays()));
        if (credit > 0) {
            row.set(Calibrations.KAPPA_MEASURED, test.incremental().value() / credit);
        }
        if (test.brokenRules().isEmpty()) {
            row.set(Calibrations.VALID_FROM, Date.valueOf(measuredTo))
                    .set(
                            Calibrations.VALID_TO,
                            Date.valueOf(measuredTo.plusDays(
                                    rules.lift().calibration().validDays())));
        }
        return row;
    }

    private List<String> flags(Subject subject, Tested tested, int used, @Nullable CalibrationFactor factor) {
        List<String> flags = new ArrayList<>(tested.test().brokenRules());
        Refusal refusal = tested.refusal();
        if (refusal != null && refusal != Refusal.INVALID_EXPERIMENT) {
            flags.add(refusal.name());
        }
        if (refusal == null && factor != null) {
            flags.addAll(named(factor));
            if (used > 1) {
                flags.add(SEVERAL_EXPERIMENTS);
            }
            if (shared.shared(subject.channel())) {
                flags.add(MEASURED_TOGETHER);
            }
        }
        return flags;
    }

    private static List<String> named(CalibrationFactor factor) {
        List<String> names =
                new ArrayList<>(factor.flags().stream().map(Enum::name).toList());
        if (factor.kappa() > 1) {
            names.add(OVER_ONE);
        }
        return names;
    }

    private static TableRow write(TableRow row, CalibrationFactor factor) {
        return row.set(Calibrations.KAPPA, factor.kappa())
                .set(Calibrations.LOW, factor.low())
                .set(Calibrations.HIGH, factor.high())
                .set(Calibrations.SHRINKAGE_WEIGHT, factor.weight());
    }

    private TableRow row(Subject subject) {
        return new TableRow(Calibrations.TABLE)
                .set(Calibrations.MODEL, subject.book().model())
                .set(Calibrations.VALUE_BASIS, subject.book().basis())
                .set(Calibrations.GOAL, subject.goal())
                .set(Calibrations.CHANNEL, subject.channel())
                .set(Calibrations.AS_OF_DATE, Date.valueOf(rules.asOf()))
                .set(Calibrations.RUN_ID, rules.runId());
    }

    /** What a factor is for: a goal and the channels that were measured together. */
    private String key(String goal, String channel) {
        return goal + " " + shared.group(channel);
    }

    private static String goal(CalibrationTest test) {
        return test.subject().substring(0, test.subject().indexOf(' '));
    }

    private static BigDecimal money(double amount) {
        return BigDecimal.valueOf(amount).setScale(2, RoundingMode.HALF_UP);
    }
}
