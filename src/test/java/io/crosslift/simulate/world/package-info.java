/** Tests of made lives. */
@NullMarked
package io.crosslift.simulate.world;

import org.jspecify.annotations.NullMarked;
