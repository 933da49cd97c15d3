package io.crosslift.attribution;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * One eligible touch of a journey, as the rules see it.
 *
 * @param touchpointId identifier, unique within a journey
 * @param epochMicros when it happened, microseconds since 1970-01-01T00:00:00Z
 * @param channel the channel that earns its credit
 * @param touchClass its class, for example {@code trial} or {@code sales_assist}
 */
public record Touch(String touchpointId, long epochMicros, String channel, String touchClass) implements Serializable {

    /** By time, then touchpoint id in code-point order: the order of every journey and of every tie. */
    public static final Comparator<Touch> TIME_ORDER =
            Comparator.comparingLong(Touch::epochMicros).thenComparing(Touch::touchpointId, CODE_POINT_ORDER);

    /** Returns the touches in {@link #TIME_ORDER}. */
    public static List<Touch> inTimeOrder(List<Touch> touches) {
        return touches.stream().sorted(TIME_ORDER).toList();
    }
}
