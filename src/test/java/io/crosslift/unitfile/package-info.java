/** Files of units in other formats, and the numbers in their cells. */
@NullMarked
package io.crosslift.unitfile;

import org.jspecify.annotations.NullMarked;
