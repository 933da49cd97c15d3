/** Turns per-arm moments into differences, relative lifts, intervals, tests and a verdict, in plain arithmetic. */
@NullMarked
package io.crosslift.lift.estimate;

import org.jspecify.annotations.NullMarked;
