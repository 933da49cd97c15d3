/** Estimates what a programme added in the markets that got it from the markets that didn't, and how far to trust that. */
@NullMarked
package io.crosslift.lift.geo;

import org.jspecify.annotations.NullMarked;
