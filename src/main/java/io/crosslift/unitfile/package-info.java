/** Files with one row per unit of an experiment: read in one pass into moments, estimated, judged and written. */
@NullMarked
package io.crosslift.unitfile;

import org.jspecify.annotations.NullMarked;
