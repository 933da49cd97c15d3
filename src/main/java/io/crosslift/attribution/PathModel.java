package io.crosslift.attribution;

import java.util.List;

/** A model fitted on the counts of all paths of one goal. */
public non-sealed interface PathModel extends AttributionModel {

    /**
     * Fits the model. The order of the rows is irrelevant and rows of the same path are merged first, so the same
     * counts give the same bits.
     *
     * @param paths rows in any order
     * @return the credit of every channel that a journey passed through; it sums to all conversions and all value
     */
    PathModelResult fit(List<PathCount> paths);

    /**
     * Returns how a single journey is split under the fitted model: in proportion to {@code max(0, channel credit on
     * conversions)}, evenly over the touches of a channel; evenly over all touches where that leaves nothing.
     */
    default TouchRule journeyRule(PathModelResult fitted) {
        return new ChannelShareRule(name(), fitted.conversionCredit());
    }
}
