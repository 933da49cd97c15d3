package io.crosslift.unitfile;

/** Reads numbers from characters as {@link Double#parseDouble} does, without an object for the usual ones. */
final class NumberText {
    private static final double[] POWERS_OF_TEN = new double[23];

    /** Digits that a long holds, whatever they are. */
    private static final int SAFE_DIGITS = 18;

    /** Whole numbers up to this one are exact in a double. */
    private static final long EXACT = 1L << 53;

    static {
        double power = 1;
        for (int i = 0; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = power;
            power *= 10;
        }
    }

    private NumberText() {}

    /**
     * The number, or NaN if it is none. Signs, decimals and exponents are known, and true and false as 1 and 0; NaN, Infinity
     * and hexadecimal numbers are not.
     *
     * @param text holds it from {@code from} to before {@code to}, without blanks around
     */
    static double read(char[] text, int from, int to) {
        int at = from < to && (text[from] == '-' || text[from] == '+') ? from + 1 : from;
        boolean negative = at > from && text[from] == '-';
        long digits = 0;
        int count = 0;
        int point = -1;
        for (int i = at; i < to; i++) {
            char c = text[i];
            if (c >= '0' && c <= '9') {
                digits = 10 * digits + (c - '0');
                count++;
            } else if (c == '.' && point < 0) {
                point = i;
            } else {
                return readSlowly(text, from, to);
            }
            if (count > SAFE_DIGITS) {
                return readSlowly(text, from, to);
            }
        }
        if (count == 0) {
            return Double.NaN;
        }
        // Clinger (1990): both operands are exact, so that one division rounds correctly. 18 digits have at most 18
        // decimals.
        int decimals = point < 0 ? 0 : to - point - 1;
        if (digits > EXACT) {
            return readSlowly(text, from, to);
        }
        double number = decimals == 0 ? digits : digits / POWERS_OF_TEN[decimals];
        return negative ? -number : number;
    }

    private static double readSlowly(char[] text, int from, int to) {
        String word = new String(text, from, to - from);
        if (word.equalsIgnoreCase("true")) {
            return 1;
        }
        if (word.equalsIgnoreCase("false")) {
            return 0;
        }
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            // Java's own words and suffixes, such as NaN, 0x1p3 and 1d, are nobody's numbers in a table.
            if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
                return Double.NaN;
            }
        }
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
