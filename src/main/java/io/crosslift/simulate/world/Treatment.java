package io.crosslift.simulate.world;

/**
 * What is done to all accounts of a world; everything else is as it was.
 *
 * @param touches whether there are touches at all
 * @param withoutChannel position of a channel that is switched off, or -1
 * @param programme position of an experiment whose arm is the same for all, or -1
 * @param arm that arm
 */
public record Treatment(boolean touches, int withoutChannel, int programme, int arm) {
    /** The world as it was. */
    public static final Treatment FACTUAL = new Treatment(true, -1, -1, -1);
    /** No touch of any channel. */
    public static final Treatment NO_TOUCH = new Treatment(false, -1, -1, -1);

    /** One channel switched off. */
    public static Treatment without(int channel) {
        return new Treatment(true, channel, -1, -1);
    }

    /** Everybody in one arm of an experiment. */
    public static Treatment everybodyIn(int programme, int arm) {
        return new Treatment(true, -1, programme, arm);
    }
}
