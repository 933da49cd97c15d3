/** Tests of the comparison with the truth. */
@NullMarked
package io.crosslift.simulate.score;

import org.jspecify.annotations.NullMarked;
