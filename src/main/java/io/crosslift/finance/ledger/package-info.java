/** What the ledger says of a line against what is counted here, and the reason for every cent between them. */
@NullMarked
package io.crosslift.finance.ledger;

import org.jspecify.annotations.NullMarked;
