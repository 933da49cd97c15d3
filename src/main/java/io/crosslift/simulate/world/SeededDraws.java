package io.crosslift.simulate.world;

import io.crosslift.simulate.world.SeededStream.Purpose;

/** Draws for what is no part of an account's life, such as flaws of its rows. */
public final class SeededDraws {
    private final SeededStream stream;

    private SeededDraws(SeededStream stream) {
        this.stream = stream;
    }

    /** Draws for the flaws of an account's rows in a feed. */
    public static SeededDraws ofFlaws(long seed, long account, int feed) {
        return new SeededDraws(new SeededStream(seed, account, Purpose.FLAW, feed));
    }

    /** Draws for the entries that are made by hand in a month. */
    public static SeededDraws ofJournals(long seed, int month) {
        return new SeededDraws(new SeededStream(seed, month, Purpose.JOURNAL, 0));
    }

    /** A number in (0, 1). */
    public double uniform() {
        return stream.uniform();
    }
}
