/** What the report says, from rows made by hand. */
@NullMarked
package io.crosslift.report;

import org.jspecify.annotations.NullMarked;
