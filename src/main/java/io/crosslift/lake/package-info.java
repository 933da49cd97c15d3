/** Delta tables: created from their declaration, verified, read, replaced slice by slice and published in two phases. */
@NullMarked
package io.crosslift.lake;

import org.jspecify.annotations.NullMarked;
