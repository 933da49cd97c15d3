/** Measures experiments: who was in which arm, what each unit did, and what the arms' moments say about the difference. */
@NullMarked
package io.crosslift.lift;

import org.jspecify.annotations.NullMarked;
