/** Compares what a channel was credited with what an experiment says it added, and gives the factor between the two. */
@NullMarked
package io.crosslift.lift.calibrate;

import org.jspecify.annotations.NullMarked;
