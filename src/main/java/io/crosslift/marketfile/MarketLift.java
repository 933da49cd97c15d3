package io.crosslift.marketfile;

import io.crosslift.lift.geo.GeoWarning;
import io.crosslift.lift.geo.InjectedLift;
import io.crosslift.lift.geo.MarketDesign;
import io.crosslift.lift.geo.MarketEffect;
import io.crosslift.lift.geo.MarketPanel;
import io.crosslift.lift.geo.PairedReturn;
import io.crosslift.lift.geo.ReturnOnSpend;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file of markets and days says about a test.
 *
 * @param file as it was given
 * @param outcome name of the column
 * @param panel markets and periods until the end of the test
 * @param dates of the periods
 * @param alpha error rate
 * @param effects by method, the headline's first
 * @param design whether markets and history can carry the test
 * @param detectable the smallest lift that such a test finds
 * @param onSpend return on spend by time-based regression; {@code null} without spend
 * @param byPairs return on spend by pairs of markets; {@code null} without pairs
 * @param cooldown days of the file after the test
 * @param notes what a reader has to know about the reading
 */
public record MarketLift(
        String file,
        String outcome,
        MarketPanel panel,
        List<LocalDate> dates,
        double alpha,
        List<MarketEffect> effects,
        MarketDesign design,
        InjectedLift detectable,
        @Nullable ReturnOnSpend onSpend,
        @Nullable PairedReturn byPairs,
        int cooldown,
        List<String> notes) {
    public MarketLift {
        dates = List.copyOf(dates);
        effects = List.copyOf(effects);
        notes = List.copyOf(notes);
    }

    /** The effect whose verdict is the headline. */
    public MarketEffect headline() {
        return effects.get(0);
    }

    /** What keeps the markets or the file from carrying the test. */
    public List<GeoWarning> designWarnings() {
        List<GeoWarning> warnings = new ArrayList<>(design.warnings());
        if (cooldown == 0) {
            warnings.add(GeoWarning.NO_COOLDOWN);
        }
        return warnings;
    }

    /** First day of the test. */
    public LocalDate from() {
        return dates.get(panel.before());
    }

    /** Last day of the test. */
    public LocalDate to() {
        return dates.get(dates.size() - 1);
    }
}
