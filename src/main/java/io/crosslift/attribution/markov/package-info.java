/** Markov attribution: removal effects of an absorbing chain over channel windows, by linear algebra. */
@NullMarked
package io.crosslift.attribution.markov;

import org.jspecify.annotations.NullMarked;
