package io.crosslift.lift;

/** Why a comparison doesn't count, or what its reader must know, beyond what the estimators say. */
enum ExperimentFlag {
    /** Nobody randomised the units: a difference is no effect. Invalid. */
    NOT_RANDOMISED,
    /** A unit is in an arm that the declared allocation doesn't hold. Invalid. */
    UNPLANNED_ARM,
    /** No allocation was declared, so no sample-ratio test was made. */
    NO_ALLOCATION,
    /** Some eligible units' windows haven't elapsed; they aren't among the analysed ones. */
    STILL_ENROLLING,
    /** The planned end lies after as-of: the p of a fixed horizon isn't valid to act on yet. */
    BEFORE_PLANNED_END,
    /** The group sequential plan's looks are made at declared metrics over all units only, so there is no verdict but inconclusive here. */
    SEQUENTIAL_PLAN_NOT_APPLIED,
    /** No planned look falls on this run: interval and verdict are those of the last one, or there was none yet. */
    BETWEEN_LOOKS,
    /** The experiment is shorter than 14 days or longer than 56. */
    DURATION,
    /** Control units share a parent account with treated ones. */
    SHARED_PARENT,
    /** A unit was exposed before it was assigned. */
    EXPOSED_BEFORE_ASSIGNMENT,
    /** Control units were treated by an experiment that runs beside this one; rows under its segment type tell the two apart. */
    CONTROL_TREATED_BESIDE,
    /** An arm has no recurring revenue at the start of the window, so nothing is said of what was retained of it. */
    NO_OPENING_REVENUE,
    /** The metric guards against harm: a positive difference is the worse one. */
    MORE_IS_WORSE
}
