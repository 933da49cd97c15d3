/** Tests of recurring revenue: worked cases, and properties of random histories. */
@NullMarked
package io.crosslift.recurring;

import org.jspecify.annotations.NullMarked;
