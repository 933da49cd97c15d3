/** Tests of made businesses. */
@NullMarked
package io.crosslift.simulate;

import org.jspecify.annotations.NullMarked;
