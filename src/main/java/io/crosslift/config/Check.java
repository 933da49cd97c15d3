package io.crosslift.config;

import org.jspecify.annotations.Nullable;

/** Preconditions of settings: a broken one says the key, the value and the range. */
final class Check {
    private Check() {}

    static void check(boolean holds, String message, @Nullable Object... values) {
        if (!holds) {
            throw new IllegalArgumentException(String.format(message, values));
        }
    }
}
