package io.crosslift.journey;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One account's touches in order of time, column by column; a touch is its position. */
final class TouchLog {
    private long[] at = new long[16];
    private int[] session = new int[16];
    private @Nullable String[] id = new String[16];
    private @Nullable String[] channel = new String[16];
    private @Nullable String[] touchClass = new String[16];
    private int size;

    /** Appends a touch and gives its position. */
    int add(long when, String touchpointId, String touchChannel, String classOfTouch, long sessionGap) {
        if (size == at.length) {
            int capacity = size * 2;
            at = Arrays.copyOf(at, capacity);
            session = Arrays.copyOf(session, capacity);
            id = Arrays.copyOf(id, capacity);
            channel = Arrays.copyOf(channel, capacity);
            touchClass = Arrays.copyOf(touchClass, capacity);
        }
        boolean opens = size == 0 || when - at[size - 1] > sessionGap;
        session[size] = size == 0 ? 1 : session[size - 1] + (opens ? 1 : 0);
        at[size] = when;
        id[size] = touchpointId;
        channel[size] = touchChannel;
        touchClass[size] = classOfTouch;
        return size++;
    }

    long at(int touch) {
        return at[touch];
    }

    int session(int touch) {
        return session[touch];
    }

    String id(int touch) {
        return present(id[touch]);
    }

    String channel(int touch) {
        return present(channel[touch]);
    }

    String touchClass(int touch) {
        return present(touchClass[touch]);
    }

    private static String present(@Nullable String value) {
        if (value == null) {
            throw new IllegalStateException("a touch has neither id, channel nor class before it is added");
        }
        return value;
    }
}
