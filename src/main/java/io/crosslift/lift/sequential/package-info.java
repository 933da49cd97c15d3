/** Intervals and tests that stay valid when a running experiment is looked at again and again. */
@NullMarked
package io.crosslift.lift.sequential;

import org.jspecify.annotations.NullMarked;
