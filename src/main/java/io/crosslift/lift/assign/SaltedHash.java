package io.crosslift.lift.assign;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The number in [0, 1) that a unit draws in an experiment: the first 13 hexadecimal digits of SHA-256(salt + ":" + unit) in UTF-8, over
 * 16^13. Any language can repeat it, so a service that shows offers needs no table to know who is held out. Experiments of different
 * salt draw independently.
 */
public final class SaltedHash {
    /** Digits taken; 52 bits, so that a double holds the number exactly. */
    public static final int DIGITS = 13;

    private static final double RANGE = 0x1p52;

    private SaltedHash() {}

    /** The number of a unit. */
    public static double position(String salt, String unit) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest((salt + ":" + unit).getBytes(StandardCharsets.UTF_8));
            return Long.parseLong(HexFormat.of().formatHex(hash).substring(0, DIGITS), 16) / RANGE;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
