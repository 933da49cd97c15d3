package io.crosslift.attribution;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Refits a model on every resample. */
public final class Bootstrap {
    /** The note of a model whose spread is empty. */
    public static final String WOULD_TAKE_TOO_LONG =
            "no intervals: refitting so many channels and sets of them would take too long";

    private final PathTable paths;

    /** Per channel and resample; not a number where the fit has none. */
    private final double[][] shareOfConversions;

    private final double[][] shareOfValue;
    private final double[][] removalEffectOnConversions;
    private final double[][] removalEffectOnValue;

    private Bootstrap(PathTable paths, int resamples) {
        this.paths = paths;
        int channels = paths.channels().size();
        shareOfConversions = new double[channels][resamples];
        shareOfValue = new double[channels][resamples];
        removalEffectOnConversions = new double[channels][resamples];
        removalEffectOnValue = new double[channels][resamples];
    }

    /**
     * Returns how shares and removal effects of each channel vary, the same on any number of processors; empty for a model
     * that would take too long to refit ({@link PathModel#refitsFast}).
     *
     * @param model what is refitted; what it chooses by looking at journeys it chooses once, on the observed ones
     * @param paths the table that the resamples are weights of
     */
    public static SortedMap<String, ChannelSpread> spread(PathModel model, PathTable paths, Resamples resamples) {
        if (!model.refitsFast(paths)) {
            return Collections.emptySortedMap();
        }
        PathModel.Fitter fitter = model.fitter(paths);
        Bootstrap bootstrap = new Bootstrap(paths, resamples.count());
        Pieces.run(resamples.count(), resample -> {
            PathWeights weights = resamples.of(resample);
            bootstrap.keep(resample, fitter.fit(weights), weights);
        });
        return bootstrap.spread();
    }

    private void keep(int resample, PathModelResult fit, PathWeights weights) {
        for (int channel = 0; channel < shareOfValue.length; channel++) {
            String name = paths.channels().get(channel);
            ChannelCredit credit = Objects.requireNonNull(fit.channels().get(name), name);
            shareOfConversions[channel][resample] = share(credit.conversions(), weights.conversions());
            shareOfValue[channel][resample] = share(credit.value(), weights.value());
            removalEffectOnConversions[channel][resample] = numberOrNone(credit.removalEffectOnConversions());
            removalEffectOnValue[channel][resample] = numberOrNone(credit.removalEffectOnValue());
        }
    }

    private SortedMap<String, ChannelSpread> spread() {
        SortedMap<String, ChannelSpread> spread = new TreeMap<>(CODE_POINT_ORDER);
        for (int channel = 0; channel < shareOfValue.length; channel++) {
            spread.put(
                    paths.channels().get(channel),
                    new ChannelSpread(
                            new Spread(shareOfConversions[channel]),
                            new Spread(shareOfValue[channel]),
                            spreadOfAny(removalEffectOnConversions[channel]),
                            spreadOfAny(removalEffectOnValue[channel])));
        }
        return spread;
    }

    private static double share(double part, double total) {
        return total == 0 ? Double.NaN : part / total;
    }

    private static double numberOrNone(@Nullable Double number) {
        return number == null ? Double.NaN : number;
    }

    private static @Nullable Spread spreadOfAny(double[] draws) {
        return Arrays.stream(draws).allMatch(Double::isNaN) ? null : new Spread(draws);
    }
}
