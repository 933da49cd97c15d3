/** Settings from text to record. */
@NullMarked
package io.crosslift.config;

import org.jspecify.annotations.NullMarked;
