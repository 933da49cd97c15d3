/** The quality rules of every contract table, declared as data: reason code, sentence, condition. */
@NullMarked
package io.crosslift.source.rules;

import org.jspecify.annotations.NullMarked;
