/** What contracts promised against what recurs since, and the reason for every difference. */
@NullMarked
package io.crosslift.finance.booking;

import org.jspecify.annotations.NullMarked;
