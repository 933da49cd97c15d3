/** The expansion taxonomy: what each sale was relative to what the account owned, and what follows from it. */
@NullMarked
package io.crosslift.expansion;

import org.jspecify.annotations.NullMarked;
