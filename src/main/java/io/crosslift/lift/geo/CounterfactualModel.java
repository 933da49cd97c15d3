package io.crosslift.lift.geo;

/** Predicts what a series would have been from the series of donors, having seen both before the treatment. */
interface CounterfactualModel {
    /** The name that a stored result carries. */
    String name();

    /** Prepares for targets over the same donors. */
    Fitter on(DonorPool donors);

    /**
     * Prepares for targets over the same donors.
     *
     * @param donors by market, then period
     * @param before number of periods to learn from, the first ones
     */
    default Fitter on(double[][] donors, int before) {
        return on(new DonorPool(donors, before));
    }

    /** Fits one target after the other. */
    interface Fitter {
        /** Learns from the first periods of the target and predicts all of it. */
        Prediction fit(double[] target);
    }

    /**
     * A fitted counterfactual.
     *
     * @param series by period
     * @param weights by donor, in their order; empty for a model without
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once and never compared
    record Prediction(double[] series, double[] weights) {}
}
