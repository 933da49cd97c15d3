package io.crosslift.journey;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One journey as it is handed on, its touches being positions in {@link #log}.
 *
 * @param goal goal
 * @param family family at risk, or of the only conversion
 * @param endKind how it ended
 * @param start first touch, or the conversion where there is none, microseconds
 * @param end conversion, churn, or when its window closes, microseconds
 * @param source order or change set of the conversions
 * @param conversionIds conversions that share the touches
 * @param value their value, minor units
 * @param touches positions, oldest first, at most the cap
 * @param cut touches beyond the cap
 * @param log the account's touches
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once and never compared
record Journey(
        Goal goal,
        @Nullable String family,
        EndKind endKind,
        long start,
        long end,
        @Nullable String source,
        List<String> conversionIds,
        long value,
        int[] touches,
        long cut,
        TouchLog log) {

    /** Takes journeys as they are found. */
    interface Sink {
        void accept(String account, Journey journey);
    }
}
