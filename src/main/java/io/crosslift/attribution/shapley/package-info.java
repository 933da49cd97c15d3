/** Shapley attribution: what each channel adds to the coalitions of channels that journeys pass through. */
@NullMarked
package io.crosslift.attribution.shapley;

import org.jspecify.annotations.NullMarked;
