/** Tests of lines against the ledger. */
@NullMarked
package io.crosslift.finance.ledger;

import org.jspecify.annotations.NullMarked;
