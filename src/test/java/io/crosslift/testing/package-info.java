/** What the tests of every package share. */
@NullMarked
package io.crosslift.testing;

import org.jspecify.annotations.NullMarked;
