package io.crosslift.pathfile;

import io.crosslift.failure.Failure;

/**
 * A file as messages name it, and its rows by line or, in a format without lines, by number.
 *
 * @param file as it was given
 * @param hasLines whether rows lie on lines
 */
record Origin(String file, boolean hasLines) {

    /** A fault of the whole file: {@code paths.csv: it is empty, ...}. */
    Failure fault(String sentence) {
        return Failure.data(file + ": " + sentence);
    }

    /** As {@link #fault(String)}, with what the library said. */
    Failure fault(String sentence, Throwable cause) {
        return Failure.data(file + ": " + sentence, cause);
    }

    /** A fault of the names of the columns: {@code paths.csv:1: there is no column path, ...}. */
    Failure faultInHeader(String sentence) {
        return hasLines ? fault(1, sentence) : fault(sentence);
    }

    /**
     * A fault of one row: {@code paths.csv:7: conversions is -3, ...}.
     *
     * @param row its line, or its number, from 1
     */
    Failure fault(long row, String sentence) {
        return Failure.data(file + (hasLines ? ":" : ", row ") + row + ": " + sentence);
    }
}
