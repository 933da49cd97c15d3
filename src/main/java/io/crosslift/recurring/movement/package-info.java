/** Recurring revenue of one account: what its items are worth over time, and every movement between two states, by the decision table. */
@NullMarked
package io.crosslift.recurring.movement;

import org.jspecify.annotations.NullMarked;
