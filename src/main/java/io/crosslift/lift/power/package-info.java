/** How many units an experiment needs, what it can find with those it has, how long it takes and what a holdout costs. */
@NullMarked
package io.crosslift.lift.power;

import org.jspecify.annotations.NullMarked;
