package io.crosslift.pathfile;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Reads decimal numbers such as {@code -12.50} or {@code 1e3} as a whole number and how many of its digits are decimals. */
final class DecimalText {
    private static final int SAFE_DIGITS = 18;
    private static final int LONGEST = 400;
    private static final int LARGEST_EXPONENT = 400;

    /** Outcome of reading a number. */
    enum Reading {
        NUMBER,
        NO_NUMBER,
        TOO_LARGE
    }

    private long unscaled;
    private int scale;
    private boolean rounded;

    /** The number without its decimal point. */
    long unscaled() {
        return unscaled;
    }

    /** How many of its digits are decimals; the last of them is no zero. */
    int scale() {
        return scale;
    }

    /** Whether it had more decimals than were asked for. */
    boolean rounded() {
        return rounded;
    }

    /**
     * Reads one number.
     *
     * @param text holds the number from {@code from} to before {@code to}
     * @param mostDecimals further decimals are rounded, half away from zero
     */
    Reading read(char[] text, int from, int to, int mostDecimals) {
        unscaled = 0;
        scale = 0;
        rounded = false;
        boolean negative = from < to && text[from] == '-';
        int start = negative ? from + 1 : from;
        int digits = 0;
        int point = -1;
        for (int i = start; i < to; i++) {
            char c = text[i];
            if (c >= '0' && c <= '9') {
                unscaled = 10 * unscaled + (c - '0');
                digits++;
            } else if (c == '.' && point < 0) {
                point = i;
            } else {
                return readSlowly(text, from, to, mostDecimals);
            }
            if (digits > SAFE_DIGITS) {
                return readSlowly(text, from, to, mostDecimals);
            }
        }
        if (digits == 0) {
            return Reading.NO_NUMBER;
        }
        scale = point < 0 ? 0 : to - point - 1;
        while (scale > 0 && unscaled % 10 == 0) {
            unscaled /= 10;
            scale--;
        }
        if (scale > mostDecimals) {
            return readSlowly(text, from, to, mostDecimals);
        }
        unscaled = negative ? -unscaled : unscaled;
        return Reading.NUMBER;
    }

    private Reading readSlowly(char[] text, int from, int to, int mostDecimals) {
        BigDecimal number;
        if (to - from > LONGEST) {
            return Reading.NO_NUMBER;
        }
        try {
            number = new BigDecimal(text, from, to - from);
        } catch (NumberFormatException e) {
            return Reading.NO_NUMBER;
        }
        if (number.signum() == 0) {
            unscaled = 0;
            scale = 0;
            return Reading.NUMBER;
        }
        // Before anything is written out in full: 1e999999999 has as many digits.
        long magnitude = (long) number.precision() - number.scale();
        if (magnitude > LARGEST_EXPONENT) {
            return Reading.TOO_LARGE;
        }
        BigDecimal kept = magnitude < -LARGEST_EXPONENT
                ? BigDecimal.ZERO
                : number.setScale(Math.min(Math.max(0, number.scale()), mostDecimals), RoundingMode.HALF_UP);
        rounded = kept.compareTo(number) != 0;
        kept = kept.signum() == 0 ? BigDecimal.ZERO : kept.stripTrailingZeros();
        if (kept.scale() < 0) {
            kept = kept.setScale(0);
        }
        BigInteger digits = kept.unscaledValue();
        scale = kept.scale();
        if (digits.bitLength() > Long.SIZE - 2) {
            return Reading.TOO_LARGE;
        }
        unscaled = digits.longValue();
        return Reading.NUMBER;
    }
}
