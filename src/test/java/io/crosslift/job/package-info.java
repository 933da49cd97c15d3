/** The session and the jobs in it. */
@NullMarked
package io.crosslift.job;

import org.jspecify.annotations.NullMarked;
