/** Failures a user can act on, each with the exit code a scheduler sees. */
@NullMarked
package io.crosslift.failure;

import org.jspecify.annotations.NullMarked;
