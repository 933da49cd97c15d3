package io.crosslift.failure;

import org.jspecify.annotations.Nullable;

/**
 * A run that cannot go on for a reason its user can mend. The message is one sentence with the value, the place (file, line,
 * column, key) and what to do.
 */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, as schedulers see it. */
    public enum Kind {
        /** Arguments or settings, a missing path, table or column. */
        USAGE(2),
        /** Gates, failed identities, unreadable or malformed content. */
        DATA(3),
        /** A write conflict lost after all retries. */
        CONFLICT(4);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        /** The process exit code. */
        public int exitCode() {
            return exitCode;
        }
    }

    private final Kind kind;

    private Failure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Arguments or settings, a missing path, table or column: exit code 2. */
    public static Failure usage(String message) {
        return new Failure(Kind.USAGE, message, null);
    }

    /** As {@link #usage(String)}, with the cause. */
    public static Failure usage(String message, Throwable cause) {
        return new Failure(Kind.USAGE, message, cause);
    }

    /** A gate, a failed identity, unreadable or malformed content: exit code 3. */
    public static Failure data(String message) {
        return new Failure(Kind.DATA, message, null);
    }

    /** As {@link #data(String)}, with the cause. */
    public static Failure data(String message, Throwable cause) {
        return new Failure(Kind.DATA, message, cause);
    }

    /** A write conflict lost after all retries: exit code 4. */
    public static Failure conflict(String message, Throwable cause) {
        return new Failure(Kind.CONFLICT, message, cause);
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }
}
