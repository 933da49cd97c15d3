/** Judges a ranking of randomised units by what each rank gained from the treatment, in plain arithmetic. */
@NullMarked
package io.crosslift.propensity.ranking;

import org.jspecify.annotations.NullMarked;
