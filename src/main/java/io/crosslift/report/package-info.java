/** The report: what the published tables say, in words, charts and numbers, as one HTML file. */
@NullMarked
package io.crosslift.report;

import org.jspecify.annotations.NullMarked;
