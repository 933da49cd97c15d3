/** Tests of journeys. */
@NullMarked
package io.crosslift.journey;

import org.jspecify.annotations.NullMarked;
