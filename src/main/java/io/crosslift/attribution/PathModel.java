package io.crosslift.attribution;

import java.util.Collection;

/** A model fitted on the counts of all paths of one goal. */
public non-sealed interface PathModel extends AttributionModel {

    /**
     * Fits the model. The same table and weights give the same bits.
     *
     * @param paths the distinct paths
     * @param weights their journeys, as observed or as resampled
     * @return the credit of every channel of the table; it sums to all conversions and all value
     */
    PathModelResult fit(PathTable paths, PathWeights weights);

    /**
     * Fits the model on rows in any order; rows of the same path are merged first.
     *
     * @return the credit of every channel that a journey passed through
     */
    default PathModelResult fit(Collection<PathCount> rows) {
        PathTable paths = PathTable.of(rows);
        return fit(paths, paths.observed());
    }

    /**
     * Prepares fits of the same paths under many weights; what the model chooses by looking at the journeys, as the order
     * of a chain, it chooses on the observed ones.
     */
    default Fitter fitter(PathTable paths) {
        return weights -> fit(paths, weights);
    }

    /**
     * Returns whether the paths can be fitted a hundred times over in about a minute, judged by their numbers alone, so that
     * it is the same everywhere. Intervals by resamples are for models that can.
     */
    default boolean refitsFast(PathTable paths) {
        return true;
    }

    /** Fits a model to the weights of given paths; may be used by several threads. */
    @FunctionalInterface
    interface Fitter {
        /** Fits the model as {@link PathModel#fit(PathTable, PathWeights)} does. */
        PathModelResult fit(PathWeights weights);
    }

    /**
     * Returns how a single journey is split under the fitted model: in proportion to {@code max(0, channel credit on
     * conversions)}, evenly over the touches of a channel; evenly over all touches where that leaves nothing.
     */
    default TouchRule journeyRule(PathModelResult fitted) {
        return new ChannelShareRule(name(), fitted.conversionCredit());
    }
}
