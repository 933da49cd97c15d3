/** Crosslift: which touches, offers and programmes made existing customers buy more. */
@NullMarked
package io.crosslift;

import org.jspecify.annotations.NullMarked;
