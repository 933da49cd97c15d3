/** Subscriptions to movements and monthly balances of recurring revenue, by account. */
@NullMarked
package io.crosslift.recurring;

import org.jspecify.annotations.NullMarked;
