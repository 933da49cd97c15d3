package io.crosslift.tablefile;

import io.crosslift.failure.Failure;

/**
 * A file as messages name it, and its rows by line or, in a format without lines, by number.
 *
 * @param file as it was given
 * @param hasLines whether rows lie on lines
 */
public record Origin(String file, boolean hasLines) {

    /** A fault of the whole file: {@code units.csv: it is empty, ...}. */
    public Failure fault(String sentence) {
        return Failure.data(file + ": " + sentence);
    }

    /** As {@link #fault(String)}, with what the library said. */
    public Failure fault(String sentence, Throwable cause) {
        return Failure.data(file + ": " + sentence, cause);
    }

    /** A fault of the names of the columns: {@code units.csv:1: there is no column arm, ...}. */
    public Failure faultInHeader(String sentence) {
        return hasLines ? fault(1, sentence) : fault(sentence);
    }

    /**
     * A fault of one row: {@code units.csv:7: conversions is -3, ...}.
     *
     * @param row its line, or its number, from 1
     */
    public Failure fault(long row, String sentence) {
        return Failure.data(file + (hasLines ? ":" : ", row ") + row + ": " + sentence);
    }
}
