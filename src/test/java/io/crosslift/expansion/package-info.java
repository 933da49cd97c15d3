/** Tests of the expansion taxonomy. */
@NullMarked
package io.crosslift.expansion;

import org.jspecify.annotations.NullMarked;
