/** Names that users get wrong, and the sentences that tell them. */
@NullMarked
package io.crosslift.failure;

import org.jspecify.annotations.NullMarked;
