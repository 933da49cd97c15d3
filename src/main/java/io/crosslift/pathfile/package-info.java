/** Path files: paths with their counts as other tools write them, read into path tables, and results written beside them. */
@NullMarked
package io.crosslift.pathfile;

import org.jspecify.annotations.NullMarked;
