/** Path files, good and bad, and what is written and printed of their models. */
@NullMarked
package io.crosslift.pathfile;

import org.jspecify.annotations.NullMarked;
