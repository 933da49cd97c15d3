/** Raw feeds become the input contract: mapping, identity, quality rules, quarantine and counts. */
@NullMarked
package io.crosslift.source;

import org.jspecify.annotations.NullMarked;
