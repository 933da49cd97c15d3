/** A made business with planted truth: raw feeds in the input contract, and the truth beside them. */
@NullMarked
package io.crosslift.simulate;

import org.jspecify.annotations.NullMarked;
