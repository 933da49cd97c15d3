/** Lives of made accounts, the same from the same seed, with and without each touch; plain Java. */
@NullMarked
package io.crosslift.simulate.world;

import org.jspecify.annotations.NullMarked;
