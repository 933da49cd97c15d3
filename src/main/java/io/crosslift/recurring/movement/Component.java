package io.crosslift.recurring.movement;

/**
 * One reason why an item's price changed.
 *
 * @param change which component
 * @param year unrounded change of the contract amount of a year, in the item's currency
 */
record Component(Situation.Change change, Exact year) {}
