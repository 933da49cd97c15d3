package io.crosslift.tablefile;

import java.util.List;

/**
 * Takes the rows of a file cell by cell: {@link #header} once, then per row {@link #begin}, a call per wanted cell and
 * {@link #end}. Cells come as characters, so that no cell has to become an object.
 */
public interface RowReader {
    /**
     * Takes the names of the columns.
     *
     * @param origin the file, for messages
     * @param names in the order of the file
     * @return the columns whose cells are wanted
     */
    int[] header(Origin origin, List<String> names);

    /** Whether cells of a column that the file stores as numbers are wanted by {@link #number}. */
    default boolean wantsNumbers(int column) {
        return false;
    }

    /** Starts a row at its line, or its number in a file without lines. */
    void begin(long row);

    /** Takes a cell of the row. */
    void cell(int column, char[] text, int from, int length, boolean quoted);

    /** Takes a cell that is stored as a number, where {@link #wantsNumbers} says so. */
    default void number(int column, double value) {
        throw new UnsupportedOperationException("column " + column + " is read as text");
    }

    /** Ends the row. */
    void end();
}
