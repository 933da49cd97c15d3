/** Estimates a test of markets from a file with one row per market and day, without Spark. */
@NullMarked
package io.crosslift.marketfile;

import org.jspecify.annotations.NullMarked;
