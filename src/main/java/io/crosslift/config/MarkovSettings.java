package io.crosslift.config;

import static io.crosslift.config.Check.check;

/**
 * Shape of the Markov chain, and what other tools do differently.
 *
 * @param order channels a state remembers, or {@link #AUTO}
 * @param stepCap most states that a converting walk may visit, {@link #NO_CAP} or {@link #LONGEST_PATH}
 * @param withNulls whether journeys without a conversion are in the chain
 * @param reading {@link #REMOVAL} or {@link #TOUCHES}
 */
public record MarkovSettings(int order, int stepCap, boolean withNulls, String reading) {
    public static final int AUTO = -1;
    public static final int NO_CAP = 0;
    public static final int LONGEST_PATH = -1;
    public static final String REMOVAL = "removal";
    public static final String TOUCHES = "touches";

    public MarkovSettings {
        check(
                order == AUTO || (order >= 1 && order <= 8),
                "attribution.markov.order must be 1 to 8 or auto, was %s",
                order);
        check(
                stepCap >= LONGEST_PATH,
                "attribution.markov.step-cap must be none, longest-path or a whole number from 1, was %s",
                stepCap);
        check(
                reading.equals(REMOVAL) || reading.equals(TOUCHES),
                "attribution.markov.reading must be removal or touches, was %s",
                reading);
    }

    static int order(String text) {
        return text.equals("auto") ? AUTO : Integer.parseInt(text);
    }

    static int stepCap(String text) {
        return switch (text) {
            case "none" -> NO_CAP;
            case "longest-path" -> LONGEST_PATH;
            default -> Integer.parseUnsignedInt(text);
        };
    }
}
