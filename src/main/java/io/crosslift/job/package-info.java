/** One class per job: read, transform, write; and the session they run in. */
@NullMarked
package io.crosslift.job;

import org.jspecify.annotations.NullMarked;
