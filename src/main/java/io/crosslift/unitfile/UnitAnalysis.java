package io.crosslift.unitfile;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import io.crosslift.failure.Failure;
import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Distributions;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.MultipleTesting;
import io.crosslift.lift.estimate.Validity;
import io.crosslift.lift.estimate.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares every arm of a file of units with control.
 *
 * <p>The declared family is all outcomes and ratios x all arms, its tests those of the primary estimators; p is adjusted by Holm, and
 * the verdict looks at the interval at Holm's error rate. A second estimator shows its own numbers and verdict at the same rate,
 * without an adjusted p.
 */
public final class UnitAnalysis {
    private static final double POWER = 0.8;

    private final UnitFileContent content;
    private final UnitQuestion question;
    private final String control;
    private final Confidence declared;

    private UnitAnalysis(UnitFileContent content, UnitQuestion question) {
        this.content = content;
        this.question = question;
        this.control = control(content, question);
        this.declared = new Confidence(question.rules().alpha(), Alternative.TWO_SIDED);
    }

    /**
     * Reads a file and compares its arms.
     *
     * @throws Failure of usage if there is no such file or column; of data, naming file, line and value, if anything in it is wrong
     */
    public static UnitLift of(String file, UnitQuestion question) {
        return new UnitAnalysis(UnitFile.read(file, question), question).compared();
    }

    private UnitLift compared() {
        SortedMap<String, Long> units = new TreeMap<>(CODE_POINT_ORDER);
        content.byArm().forEach((arm, moments) -> units.put(arm, moments.count()));
        List<String> arms =
                units.keySet().stream().filter(arm -> !arm.equals(control)).toList();
        SampleRatios sampleRatios = new SampleRatios(content, question);
        Validity validity = new Validity(
                sampleRatios.p(),
                question.rules().sampleRatioAlert(),
                false,
                false,
                controlExposure(),
                question.rules().mostControlExposure(),
                true);
        List<Compared> family = family(arms);
        List<LiftRow> lifts = rows(family, validity, sampleRatios.alertInSegment());
        return new UnitLift(
                content.file(),
                content.rows(),
                units,
                control,
                question.cluster() != null,
                question.rules().alpha(),
                family.size(),
                validity,
                sampleRatios.deviation(),
                lifts,
                sampleRatios.rows(),
                new SegmentEstimates(content, question, control, arms, declared).rows(),
                content.notes());
    }

    /** An outcome and an arm, with its estimators. */
    private record Compared(String outcome, String arm, List<Candidate> candidates) {}

    private List<Compared> family(List<String> arms) {
        UnitEstimators estimators = new UnitEstimators(content, question);
        List<Compared> family = new ArrayList<>();
        for (String outcome : question.outcomes()) {
            for (String arm : arms) {
                family.add(new Compared(outcome, arm, estimators.ofOutcome(outcome, arm, control)));
            }
        }
        for (RatioMetric ratio : question.ratios()) {
            for (String arm : arms) {
                family.add(new Compared(ratio.name(), arm, estimators.ofRatio(ratio, arm, control)));
            }
        }
        return family;
    }

    private List<LiftRow> rows(List<Compared> family, Validity validity, boolean alertInSegment) {
        List<@Nullable Double> p = new ArrayList<>();
        for (Compared compared : family) {
            p.add(compared.candidates().get(0).at().apply(declared).difference().p());
        }
        List<@Nullable Double> adjusted = MultipleTesting.holm(p);
        List<Double> alphas = MultipleTesting.holmAlphas(p, declared.alpha());
        List<LiftRow> rows = new ArrayList<>();
        for (int i = 0; i < family.size(); i++) {
            Compared compared = family.get(i);
            boolean primary = true;
            for (Candidate candidate : compared.candidates()) {
                Lift lift = candidate.at().apply(declared);
                Estimate deciding =
                        candidate.at().apply(declared.withAlpha(alphas.get(i))).difference();
                Set<String> warnings = new LinkedHashSet<>();
                validity.failures().forEach(failure -> warnings.add(failure.name()));
                if (alertInSegment) {
                    warnings.add(UnitWarnings.SAMPLE_RATIO_IN_SEGMENT);
                }
                if (question.plannedUnits() != null && !candidate.estimator().equals(Candidate.ANYTIME)) {
                    warnings.add(UnitWarnings.FIXED_HORIZON);
                }
                warnings.addAll(lift.warnings());
                rows.add(new LiftRow(
                        compared.outcome(),
                        compared.arm(),
                        control,
                        candidate.estimator(),
                        candidate.detail(),
                        lift,
                        primary,
                        smallestEffect(candidate, lift.difference()),
                        primary ? adjusted.get(i) : null,
                        alphas.get(i),
                        Verdict.of(validity, deciding.low(), deciding.high()),
                        List.copyOf(warnings),
                        candidate.measures()));
                primary = false;
            }
        }
        return rows;
    }

    private double controlExposure() {
        String exposed = question.exposed();
        return exposed == null ? 0 : content.arm(control).mean(content.slot(exposed));
    }

    /**
     * (z at 1 - alpha/2 + z at the power) x standard error: the effect that such a test finds with 80 % power; for an interval that holds
     * at any time, its half width takes the place of the first term.
     */
    private @Nullable Double smallestEffect(Candidate candidate, Estimate difference) {
        Double standardError = difference.standardError();
        if (standardError == null) {
            return null;
        }
        double power = Distributions.normalQuantile(POWER) * standardError;
        if (candidate.estimator().equals(Candidate.ANYTIME)) {
            return difference.low() == null || difference.high() == null
                    ? null
                    : (difference.high() - difference.low()) / 2 + power;
        }
        return Distributions.normalInverseSurvival(declared.alpha() / 2) * standardError + power;
    }

    private static String control(UnitFileContent content, UnitQuestion question) {
        Set<String> arms = content.byArm().keySet();
        String named = String.join(", ", arms);
        if (question.control() == null) {
            throw Failure.usage("--control is missing, name the arm that the others are compared with (arms of "
                    + content.file() + ": " + named + ")");
        }
        if (!arms.contains(question.control())) {
            throw Failure.data(content.file() + ": there is no arm " + question.control() + " in column "
                    + question.arm() + " (arms: " + named + "), name one of them with --control");
        }
        if (arms.size() == 1) {
            throw Failure.data(content.file() + ": the column " + question.arm() + " holds one arm only, " + named
                    + ", add the rows of the other arms");
        }
        return Objects.requireNonNull(question.control());
    }
}
