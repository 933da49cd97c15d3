package io.crosslift.lift.sequential;

import static io.crosslift.lift.estimate.Arguments.require;

import io.crosslift.lift.estimate.Distributions;
import java.util.Locale;

/**
 * How much of the error rate may be used up by when (Lan and DeMets 1983). With a for one side and t the share of the
 * planned units:
 *
 * <ul>
 *   <li>O'Brien-Fleming type 2 (1 - Phi(z_(a/2) / sqrt(t))): next to nothing early, nearly all at the end;
 *   <li>Pocock type a ln(1 + (e - 1) t): much the same at every look;
 *   <li>power a t^phi (Kim and DeMets 1987);
 *   <li>Hwang-Shih-DeCani a (1 - e^(-gamma t)) / (1 - e^-gamma), a t for gamma = 0 (1990).
 * </ul>
 *
 * @param parameter phi above 0 or gamma; 0 for the others
 */
public record Spending(Kind kind, double parameter) {

    /** The families. */
    public enum Kind {
        OBRIEN_FLEMING,
        POCOCK,
        POWER,
        HSD
    }

    public static final Spending OBRIEN_FLEMING = new Spending(Kind.OBRIEN_FLEMING, 0);
    public static final Spending POCOCK = new Spending(Kind.POCOCK, 0);

    /** Beyond this, gamma spends all of it at once, at the first or at the last look. */
    private static final double STEEPEST = 500;

    public Spending {
        require(
                kind != Kind.POWER || (parameter > 0 && Double.isFinite(parameter)),
                "the exponent of power spending must be above 0, was %s",
                parameter);
        require(
                kind != Kind.HSD || Math.abs(parameter) <= STEEPEST,
                "gamma of hsd spending must be in [-500, 500], was %s",
                parameter);
    }

    /** Reads {@code obrien_fleming}, {@code pocock}, {@code power:PHI} or {@code hsd:GAMMA}. */
    static Spending parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        try {
            if (colon < 0 && (name.equals("obrien_fleming") || name.equals("pocock"))) {
                return new Spending(Kind.valueOf(name.toUpperCase(Locale.ROOT)), 0);
            }
            if (colon > 0 && (name.equals("power") || name.equals("hsd"))) {
                return new Spending(
                        Kind.valueOf(name.toUpperCase(Locale.ROOT)), Double.parseDouble(text.substring(colon + 1)));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the parameter of spending '" + text + "' must be a number", e);
        }
        throw new IllegalArgumentException(
                "spending must be obrien_fleming, pocock, power:PHI or hsd:GAMMA, was '" + text + "'");
    }

    /** What {@link #parse} reads. */
    String text() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return kind == Kind.POWER || kind == Kind.HSD ? name + ":" + parameter : name;
    }

    /**
     * The error rate of one side spent up to time t.
     *
     * @param rate a, in (0, 1)
     * @param time t, in [0, 1]
     */
    public double spent(double rate, double time) {
        require(time >= 0 && time <= 1, "the share of the planned units must be in [0, 1], was %s", time);
        if (time == 0) {
            return 0;
        }
        if (time == 1) {
            return rate;
        }
        return switch (kind) {
            case OBRIEN_FLEMING ->
                Math.min(
                        rate,
                        2
                                * Distributions.normalSurvival(
                                        Distributions.normalInverseSurvival(rate / 2) / Math.sqrt(time)));
            case POCOCK -> rate * Math.log1p((Math.E - 1) * time);
            case POWER -> rate * Math.pow(time, parameter);
            case HSD -> parameter == 0 ? rate * time : rate * Math.expm1(-parameter * time) / Math.expm1(-parameter);
        };
    }
}
