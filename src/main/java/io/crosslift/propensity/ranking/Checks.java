package io.crosslift.propensity.ranking;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Refuses arguments, saying the value. */
final class Checks {
    private Checks() {}

    static void require(boolean holds, String message, @Nullable Object... values) {
        if (!holds) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, message, values));
        }
    }
}
