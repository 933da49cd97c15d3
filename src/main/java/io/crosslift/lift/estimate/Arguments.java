package io.crosslift.lift.estimate;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks of arguments, written so that NaN fails them. */
public final class Arguments {
    private Arguments() {}

    /**
     * Refuses an argument.
     *
     * @param message a format with one {@code %s} per value
     * @throws IllegalArgumentException with that message unless {@code holds}
     */
    public static void require(boolean holds, String message, @Nullable Object... values) {
        if (!holds) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, message, values));
        }
    }
}
