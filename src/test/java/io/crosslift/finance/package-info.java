/** Tests of what must add up. */
@NullMarked
package io.crosslift.finance;

import org.jspecify.annotations.NullMarked;
