package io.crosslift.lift.simulate;

import io.crosslift.lift.estimate.MomentAccumulator;
import io.crosslift.lift.estimate.Moments;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One experiment of 600 treated and 300 control accounts whose effects are known.
 *
 * <p>Revenue is log-normal with a covariate from before and three strata; treatment multiplies it by {@value #LIFT}. Orders
 * are independent of the order value. 60 % of the treated are exposed and exposure adds {@value #EXPOSURE_EFFECT}. Buying
 * happens at the rates {@value #CONTROL_RATE} and {@value #TREATMENT_RATE}. Columns: revenue, covariate, amount, orders,
 * revenue as exposed, exposed, bought.
 */
final class SimulatedTrial {
    static final int REVENUE = 0;
    static final int BEFORE = 1;
    static final int AMOUNT = 2;
    static final int ORDERS = 3;
    static final int EXPOSED_REVENUE = 4;
    static final int EXPOSED = 5;
    static final int BOUGHT = 6;
    static final double LIFT = 1.1;
    static final double EXPOSURE_EFFECT = 3;
    static final double CONTROL_RATE = 0.1;
    static final double TREATMENT_RATE = 0.13;
    static final double SPREAD = 0.4;

    /** Share of the variance of the logarithm that the covariate explains, as a correlation. */
    static final double CORRELATION = 0.6;

    private static final int COLUMNS = 7;
    private static final int TREATED = 600;
    private static final int CONTROLS = 300;
    private static final int STRATA = 3;

    private final List<Moments> treatmentStrata;
    private final List<Moments> controlStrata;

    private SimulatedTrial(List<Moments> treatmentStrata, List<Moments> controlStrata) {
        this.treatmentStrata = treatmentStrata;
        this.controlStrata = controlStrata;
    }

    static SimulatedTrial draw(Random random) {
        return new SimulatedTrial(arm(random, TREATED, true), arm(random, CONTROLS, false));
    }

    /** Mean revenue without treatment: 10 E(1 + stratum) exp(spread^2 / 2). */
    static double baseline() {
        return 17 * Math.exp(SPREAD * SPREAD / 2);
    }

    Moments treatment() {
        return Moments.mergeInOrder(treatmentStrata);
    }

    Moments control() {
        return Moments.mergeInOrder(controlStrata);
    }

    List<Moments> treatmentStrata() {
        return treatmentStrata;
    }

    List<Moments> controlStrata() {
        return controlStrata;
    }

    private static List<Moments> arm(Random random, int units, boolean treated) {
        List<MomentAccumulator> strata = new ArrayList<>();
        for (int s = 0; s < STRATA; s++) {
            strata.add(new MomentAccumulator(COLUMNS));
        }
        for (int i = 0; i < units; i++) {
            int stratum = stratum(random.nextDouble());
            double before = random.nextGaussian();
            double noise = Math.sqrt(1 - CORRELATION * CORRELATION) * random.nextGaussian();
            double base = 10 * (1 + stratum) * Math.exp(SPREAD * (CORRELATION * before + noise));
            double revenue = treated ? LIFT * base : base;
            double orders = 1 + poisson(random);
            double exposed = treated && random.nextDouble() < 0.6 ? 1 : 0;
            double rate = treated ? TREATMENT_RATE : CONTROL_RATE;
            double[] row = new double[COLUMNS];
            row[REVENUE] = revenue;
            row[BEFORE] = before;
            row[AMOUNT] = revenue * orders;
            row[ORDERS] = orders;
            row[EXPOSED_REVENUE] = base + EXPOSURE_EFFECT * exposed;
            row[EXPOSED] = exposed;
            row[BOUGHT] = random.nextDouble() < rate ? 1 : 0;
            strata.get(stratum).add(row);
        }
        return strata.stream().map(MomentAccumulator::moments).toList();
    }

    private static int stratum(double uniform) {
        return uniform < 0.5 ? 0 : uniform < 0.8 ? 1 : 2;
    }

    /** With mean 1, by inversion. */
    private static int poisson(Random random) {
        double left = random.nextDouble();
        double probability = Math.exp(-1);
        int number = 0;
        while (left > probability && number < 20) {
            left -= probability;
            number++;
            probability /= number;
        }
        return number;
    }
}
