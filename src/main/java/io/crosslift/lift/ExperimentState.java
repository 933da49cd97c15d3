package io.crosslift.lift;

import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.Validity;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every comparison of an experiment over one window (ruling E-3).
 *
 * @param smallestSampleRatioP null where no test could be made
 * @param mature whether every unit behind the numbers has completed the window
 * @param flags names of the rules that were broken; any of them makes a comparison invalid
 * @param warnings codes that don't
 */
record ExperimentState(
        @Nullable Double smallestSampleRatioP,
        Validity validity,
        boolean mature,
        List<String> flags,
        List<String> warnings) {
    private static final int SHORTEST_DAYS = 14;
    private static final int LONGEST_DAYS = 56;

    /**
     * The state of an experiment over a window.
     *
     * @param facts control units linked with treated ones, and the experiments beside it
     */
    static ExperimentState of(
            Experiment experiment, WindowPlan window, ArmTable table, LiftFacts facts, LiftRules rules) {
        JoinAudit audit = new JoinAudit(experiment, table, rules);
        Double p = audit.smallestP(window.days());
        boolean mature = table.matured(window.days());
        Moments control = table.of(window, experiment.controlArm(), ArmMoments.ALL, ArmMoments.ALL);
        Validity validity = new Validity(
                p,
                rules.lift().sampleRatioAlpha(),
                experiment.registeredAt().isAfter(experiment.startAt()),
                audit.units(JoinStep.MULTI_ARM) > 0,
                control.count() == 0 ? 0 : Math.min(1, control.mean(WindowPlan.EXPOSED)),
                rules.lift().maxControlExposure(),
                mature);
        Stream<String> broken = validity.failures().stream().map(Enum::name);
        Stream<String> more = Stream.of(
                        only(!experiment.randomised(), ExperimentFlag.NOT_RANDOMISED),
                        only(audit.unplannedArm(), ExperimentFlag.UNPLANNED_ARM))
                .flatMap(List::stream);
        return new ExperimentState(
                p,
                validity,
                mature,
                Stream.concat(broken, more).toList(),
                warnings(experiment, window, table, audit, facts, rules));
    }

    private static List<String> warnings(
            Experiment experiment,
            WindowPlan window,
            ArmTable table,
            JoinAudit audit,
            LiftFacts facts,
            LiftRules rules) {
        long analysed = audit.arms().stream()
                .mapToLong(arm -> table.analysed(window.days(), arm))
                .sum();
        long days = ChronoUnit.DAYS.between(rules.localDay(experiment.startAt()), rules.localDay(experiment.endAt()));
        List<String> warnings = new ArrayList<>();
        warnings.addAll(
                only(experiment.randomised() && experiment.allocation().isEmpty(), ExperimentFlag.NO_ALLOCATION));
        warnings.addAll(only(
                table.matured(window.days()) && analysed < audit.units(JoinStep.ELIGIBLE),
                ExperimentFlag.STILL_ENROLLING));
        warnings.addAll(only(experiment.endAt().isAfter(rules.end()), ExperimentFlag.BEFORE_PLANNED_END));
        warnings.addAll(only(days < SHORTEST_DAYS || days > LONGEST_DAYS, ExperimentFlag.DURATION));
        warnings.addAll(only(facts.linkedControls() > 0, ExperimentFlag.SHARED_PARENT));
        warnings.addAll(only(audit.units(JoinStep.EXPOSED_BEFORE) > 0, ExperimentFlag.EXPOSED_BEFORE_ASSIGNMENT));
        warnings.addAll(only(
                controlTreatedBeside(experiment, window, table, facts.beside()),
                ExperimentFlag.CONTROL_TREATED_BESIDE));
        return warnings;
    }

    private static boolean controlTreatedBeside(
            Experiment experiment, WindowPlan window, ArmTable table, Beside beside) {
        return beside.controls().entrySet().stream().anyMatch(other -> {
            String type = Beside.TYPE + other.getKey();
            return table.segments().getOrDefault(type, Collections.emptySortedSet()).stream()
                    .filter(arm -> !arm.equals(other.getValue()))
                    .anyMatch(arm ->
                            table.of(window, experiment.controlArm(), type, arm).count() > 0);
        });
    }

    private static List<String> only(boolean holds, ExperimentFlag flag) {
        return holds ? List.of(flag.name()) : List.of();
    }

    boolean valid() {
        return flags.isEmpty();
    }
}
