package io.crosslift.attribution;

import java.util.Comparator;

/**
 * Orders strings by Unicode code point, which is also the order of their UTF-8 bytes and so the order SQL engines sort
 * by. {@link String#compareTo} differs from it where one string holds a supplementary character.
 */
public enum CodePointOrder implements Comparator<String> {
    CODE_POINT_ORDER;

    @Override
    public int compare(String left, String right) {
        int shared = Math.min(left.length(), right.length());
        for (int i = 0; i < shared; i++) {
            char l = left.charAt(i);
            char r = right.charAt(i);
            if (l != r) {
                boolean supplementary = Character.isSurrogate(l);
                return supplementary == Character.isSurrogate(r) ? Character.compare(l, r) : supplementary ? 1 : -1;
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
