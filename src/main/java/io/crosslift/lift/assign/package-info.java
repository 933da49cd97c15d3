/** Deals units to the arms of an experiment by a salted hash, in plain arithmetic. */
@NullMarked
package io.crosslift.lift.assign;

import org.jspecify.annotations.NullMarked;
