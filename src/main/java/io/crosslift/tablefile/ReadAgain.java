package io.crosslift.tablefile;

/** Thrown by a {@link RowReader} that can't go on and will be given the file once more in another way. */
public class ReadAgain extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An interruption without a stack trace. */
    public ReadAgain(String why) {
        super(why, null, false, false);
    }
}
