/** Estimates a programme that reached one cluster after the other, from means by cluster and period. */
@NullMarked
package io.crosslift.lift.wedge;

import org.jspecify.annotations.NullMarked;
