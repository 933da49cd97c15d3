/** What must add up: the identities of a run, computed every time and stored. */
@NullMarked
package io.crosslift.finance;

import org.jspecify.annotations.NullMarked;
