/** The command line: one thin class per command, shared options, and exit codes. */
@NullMarked
package io.crosslift.cli;

import org.jspecify.annotations.NullMarked;
