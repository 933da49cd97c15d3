/** How close what was found comes to what is true; plain Java. */
@NullMarked
package io.crosslift.simulate.score;

import org.jspecify.annotations.NullMarked;
