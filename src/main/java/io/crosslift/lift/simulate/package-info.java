/** Draws experiments whose truth is known, to see whether intervals cover it and tests keep their error rate. */
@NullMarked
package io.crosslift.lift.simulate;

import org.jspecify.annotations.NullMarked;
