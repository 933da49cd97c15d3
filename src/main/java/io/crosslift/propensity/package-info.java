/** Scores how likely an account is to buy, and judges the score on accounts that chance assigned. */
@NullMarked
package io.crosslift.propensity;

import org.jspecify.annotations.NullMarked;
