/** The command line as a user meets it. */
@NullMarked
package io.crosslift.cli;

import org.jspecify.annotations.NullMarked;
