package io.crosslift.lift.assign;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What share of the units each arm gets, by position in [0, 1): the first arm has the positions from 0 up to its share, and so on.
 *
 * @param weights by arm in the order of the positions; on any scale, each above 0, at least two
 */
public record Allocation(Map<String, BigDecimal> weights) {
    private static final int SHARE_DIGITS = 8;

    /**
     * Takes the weights.
     *
     * @throws IllegalArgumentException if there are fewer than two arms, or a weight isn't above 0
     */
    public Allocation {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        require(weights.size() >= 2, "at least two arms are needed, were %s", weights.keySet());
        weights.forEach((arm, weight) -> {
            require(!arm.isBlank(), "an arm needs a name, was '%s'", arm);
            require(weight.signum() > 0, "the weight of arm %s must be above 0, was %s", arm, weight);
        });
    }

    /**
     * Reads {@code control=0.1,treated=0.9}.
     *
     * @throws IllegalArgumentException saying what doesn't read as an arm with a weight, or an arm that is named twice
     */
    public static Allocation parse(String text) {
        Map<String, BigDecimal> weights = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.lastIndexOf('=');
            require(equals > 0, "'%s' isn't an arm with its weight, such as control=0.1", part.strip());
            String arm = part.substring(0, equals).strip();
            try {
                BigDecimal weight = new BigDecimal(part.substring(equals + 1).strip());
                require(weights.put(arm, weight) == null, "arm %s is named twice", arm);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "the weight of arm " + arm + " must be a number, was '"
                                + part.substring(equals + 1).strip() + "'",
                        e);
            }
        }
        return new Allocation(weights);
    }

    /** Names of the arms, by position. */
    public List<String> arms() {
        return List.copyOf(weights.keySet());
    }

    /** Share of each arm, rounded down to 8 digits. */
    public Map<String, BigDecimal> shares() {
        BigDecimal total = total();
        Map<String, BigDecimal> shares = new LinkedHashMap<>();
        weights.forEach((arm, weight) -> shares.put(arm, weight.divide(total, SHARE_DIGITS, RoundingMode.DOWN)));
        return shares;
    }

    /** End of each arm's positions, by position; the last one is 1. */
    public List<Double> ends() {
        BigDecimal total = total();
        List<Double> ends = new ArrayList<>();
        BigDecimal soFar = BigDecimal.ZERO;
        for (BigDecimal weight : weights.values()) {
            soFar = soFar.add(weight);
            ends.add(soFar.divide(total, MathContext.DECIMAL64).doubleValue());
        }
        return ends;
    }

    /** The arm at a position in [0, 1). */
    public String arm(double position) {
        require(position >= 0 && position < 1, "a position must be in [0, 1), was %s", position);
        List<Double> ends = ends();
        int index = 0;
        while (position >= ends.get(index)) {
            index++;
        }
        return arms().get(index);
    }

    private BigDecimal total() {
        return weights.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static void require(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, message, values));
        }
    }
}
