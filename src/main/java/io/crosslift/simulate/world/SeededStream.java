package io.crosslift.simulate.world;

/**
 * Random numbers that depend on a seed, an account and a purpose only (Steele, Lea and Flood 2014, SplitMix64): what one purpose draws
 * never moves what another draws, so that two worlds of one seed differ by their difference alone.
 */
final class SeededStream {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    /** What numbers are drawn for. */
    enum Purpose {
        TRAITS(1),
        SCHEDULE(2),
        INTENT(3),
        CAPTURE(4),
        BUY(5),
        UPGRADE(6),
        MORE(7),
        FEWER(8),
        CANCEL(9),
        CHURN(10),
        COME_BACK(11),
        PAUSE(12),
        ASSIGNMENT(13),
        FLAW(14),
        RATE(15),
        WANT(16),
        LEDGER(17),
        JOURNAL(18),
        OFFER(19),
        TICKET(20),
        REFERRAL(21);

        private final int code;

        Purpose(int code) {
            this.code = code;
        }
    }

    private long state;

    /**
     * Starts a stream.
     *
     * @param of account, market or day
     * @param index family, channel or the like
     */
    SeededStream(long seed, long of, Purpose purpose, int index) {
        state = mixed(mixed(mixed(seed) ^ of) ^ ((long) purpose.code << 32 | (index & 0xFFFF_FFFFL)));
    }

    /** A number all of whose bits depend on all bits of the argument. */
    private static long mixed(long bits) {
        long mixed = bits + STEP;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** A number in (0, 1). */
    double uniform() {
        long bits = mixed(state);
        state += STEP;
        return ((bits >>> 11) + 0.5) * 0x1p-53;
    }

    /** The gap to the next event of a Poisson process with so many events per unit. */
    double gap(double rate) {
        return -StrictMath.log(uniform()) / rate;
    }

    /** A standard normal number (Box and Muller 1958). */
    double normal() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(uniform()));
        return radius * StrictMath.cos(2 * Math.PI * uniform());
    }
}
