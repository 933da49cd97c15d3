package io.crosslift.kpi.statistics;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.RateContrast;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How far the conversion of one factor depends on the others, cell by cell of offer x timing x channel.
 *
 * <p>Every factor has a reference level, the one presented most (of several, the first by name). The two-way contrast of a cell is
 * (p_tc - p_t0) - (p_0c - p_00), t and c its timing and channel, 0 the references, of one offer; the three-way contrast is that less
 * the one of the reference offer. Intervals take customers of different cells as independent.
 */
public final class Interactions {
    public static final String ONE_LEVEL = "one_level";
    public static final String REFERENCE = "reference";
    public static final String MISSING_CELL = "missing_cell";
    public static final String SMALL_CELL = "small_cell";

    private final Map<Setting, Cell> cells = new LinkedHashMap<>();
    private final long smallestCell;
    private final String offer;
    private final String timing;
    private final String channel;

    /**
     * The interactions of some cells.
     *
     * @param cells at least one, each setting once
     * @param smallestCell contrasts of cells with fewer customers are flagged
     */
    public Interactions(List<Cell> cells, long smallestCell) {
        if (cells.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one cell, were 0");
        }
        cells.forEach(cell -> this.cells.put(cell.setting(), cell));
        this.smallestCell = smallestCell;
        this.offer = most(presented(cells, Setting::offer));
        this.timing = most(presented(cells, Setting::timing));
        this.channel = most(presented(cells, Setting::channel));
    }

    /** Where an offer was made. */
    public record Setting(String offer, String timing, String channel) {}

    /**
     * One cell.
     *
     * @param presented customers that saw the offer in this setting
     * @param converted of them that bought
     */
    public record Cell(Setting setting, long presented, long converted) {}

    /**
     * The contrasts of a cell.
     *
     * @param twoWay of timing and channel, null where there is none
     * @param threeWay the same less that of the reference offer, null where there is none
     * @param flag why one is missing or weak, null where neither is
     */
    public record Contrasts(
            @Nullable Estimate twoWay,
            @Nullable Estimate threeWay,
            @Nullable String flag) {}

    /** The offer that others are compared with. */
    public String referenceOffer() {
        return offer;
    }

    /** The timing that others are compared with. */
    public String referenceTiming() {
        return timing;
    }

    /** The channel that others are compared with. */
    public String referenceChannel() {
        return channel;
    }

    /** The contrasts of one of the cells. */
    public Contrasts of(Setting setting) {
        if (oneLevel(setting, Setting::timing) || oneLevel(setting, Setting::channel)) {
            return new Contrasts(null, null, ONE_LEVEL);
        }
        if (setting.timing().equals(timing) || setting.channel().equals(channel)) {
            return new Contrasts(null, null, REFERENCE);
        }
        List<RateContrast.Cell> own = square(setting, 1);
        if (own.size() < 4) {
            return new Contrasts(null, null, MISSING_CELL);
        }
        Estimate twoWay = new RateContrast(own, Confidence.TWO_SIDED_95).estimate();
        List<RateContrast.Cell> both = new ArrayList<>(own);
        if (!setting.offer().equals(offer)) {
            both.addAll(square(new Setting(offer, setting.timing(), setting.channel()), -1));
        }
        Estimate threeWay = both.size() == 8 ? new RateContrast(both, Confidence.TWO_SIDED_95).estimate() : null;
        boolean small = both.stream().anyMatch(cell -> cell.units() < smallestCell);
        String missing = both.size() == 8 || setting.offer().equals(offer) ? null : MISSING_CELL;
        return new Contrasts(twoWay, threeWay, small ? SMALL_CELL : missing);
    }

    /** Whether an offer was made at one level of a factor only. */
    private boolean oneLevel(Setting setting, Function<Setting, String> factor) {
        return cells.keySet().stream()
                        .filter(other -> other.offer().equals(setting.offer()))
                        .map(factor)
                        .distinct()
                        .count()
                <= 1;
    }

    /** The four cells of a two-way contrast, those that were presented. */
    private List<RateContrast.Cell> square(Setting setting, int sign) {
        List<RateContrast.Cell> square = new ArrayList<>();
        add(square, setting, sign);
        add(square, new Setting(setting.offer(), setting.timing(), channel), -sign);
        add(square, new Setting(setting.offer(), timing, setting.channel()), -sign);
        add(square, new Setting(setting.offer(), timing, channel), sign);
        return square;
    }

    private void add(List<RateContrast.Cell> square, Setting setting, int coefficient) {
        Cell cell = cells.get(setting);
        if (cell != null && cell.presented() > 0) {
            square.add(new RateContrast.Cell(cell.presented(), cell.converted(), coefficient));
        }
    }

    private static SortedMap<String, Long> presented(List<Cell> cells, Function<Setting, String> factor) {
        Map<String, Long> levels = new HashMap<>();
        cells.forEach(cell -> levels.merge(factor.apply(cell.setting()), cell.presented(), Long::sum));
        return new TreeMap<>(levels);
    }

    private static String most(SortedMap<String, Long> levels) {
        String most = levels.firstKey();
        long largest = Long.MIN_VALUE;
        for (Map.Entry<String, Long> level : levels.entrySet()) {
            if (level.getValue() > largest) {
                most = level.getKey();
                largest = level.getValue();
            }
        }
        return most;
    }
}
