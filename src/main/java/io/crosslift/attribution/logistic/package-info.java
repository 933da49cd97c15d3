/** Logistic regression of conversion on the channels that a journey passed through. */
@NullMarked
package io.crosslift.attribution.logistic;

import org.jspecify.annotations.NullMarked;
