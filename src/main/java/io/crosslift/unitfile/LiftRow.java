package io.crosslift.unitfile;

import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One arm against control under one estimator.
 *
 * @param outcome column, or name of a ratio
 * @param estimator such as welch
 * @param detail what the estimator worked with, such as its covariates; empty if nothing
 * @param lift at the error rate that was asked for
 * @param primary whether the verdict on the outcome and arm is this one
 * @param smallestEffect effect that a test with this standard error finds with 80 % power
 * @param pAdjusted by Holm over the family; primary estimates only
 * @param verdictAlpha error rate per test at which the interval decides
 * @param warnings codes
 */
record LiftRow(
        String outcome,
        String arm,
        String control,
        String estimator,
        String detail,
        Lift lift,
        boolean primary,
        @Nullable Double smallestEffect,
        @Nullable Double pAdjusted,
        double verdictAlpha,
        Verdict verdict,
        List<String> warnings,
        Map<Measure, Double> measures) {}
