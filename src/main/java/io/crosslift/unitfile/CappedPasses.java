package io.crosslift.unitfile;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import io.crosslift.failure.Failure;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.tablefile.TableFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads a file twice more: for the cap of each outcome, a quantile over all arms together, so that no arm is looked at; and for the
 * moments of the outcomes under their caps. Holds the values above the cap in memory.
 */
final class CappedPasses {
    /** Rounding of the product of a quantile and a count. */
    private static final double ROUNDING = 1e-9;

    private final TableFile table;
    private final UnitQuestion question;
    private final String toWrite;

    CappedPasses(TableFile table, UnitQuestion question, String toWrite) {
        this.table = table;
        this.question = question;
        this.toWrite = toWrite;
    }

    /**
     * Moments of the outcomes, in their order, by arm.
     *
     * @param rows of the file
     * @param quantile the smallest value that at least this share of the rows doesn't exceed is the cap
     * @param caps takes the cap per outcome
     * @throws Failure of data if the file can't be read again
     */
    SortedMap<String, Moments> read(long rows, double quantile, Map<String, Double> caps) {
        if (!table.canBeReadAgain()) {
            throw table.origin()
                    .fault("--winsorize reads the file three times, give one that can be read again, not a pipe");
        }
        double[] cap = caps(rows, quantile);
        List<UnitSums> made = new ArrayList<>();
        UnitRows reader = new UnitRows(question, columns -> {
            UnitSums sums = new UnitSums(cap.length, 0);
            made.add(sums);
            int[] slots = slots(columns);
            return (row, arm, vector, segments, cluster) -> {
                double[] capped = new double[cap.length];
                for (int i = 0; i < cap.length; i++) {
                    capped[i] = Math.min(cap[i], vector[slots[i]]);
                }
                sums.take(row, arm, capped, new int[0], cluster);
            };
        });
        table.read(toWrite, reader);
        for (int i = 0; i < cap.length; i++) {
            caps.put(question.outcomes().get(i), cap[i]);
        }
        SortedMap<String, Moments> byArm = new TreeMap<>(CODE_POINT_ORDER);
        for (int arm = 0; arm < reader.arms().size(); arm++) {
            byArm.put(reader.arms().get(arm), made.get(0).ofArm(arm));
        }
        return byArm;
    }

    /** The value at rank ceil(quantile x rows) of each outcome: the smallest of the largest rows - rank + 1. */
    private double[] caps(long rows, double quantile) {
        long rank = (long) Math.ceil(quantile * rows - ROUNDING);
        int kept = (int) Math.min(Integer.MAX_VALUE - 8, rows - rank + 1);
        List<PriorityQueue<Double>> largest = new ArrayList<>();
        question.outcomes().forEach(outcome -> largest.add(new PriorityQueue<>()));
        table.read(toWrite, new UnitRows(question, columns -> {
            int[] slots = slots(columns);
            return (row, arm, vector, segments, cluster) -> {
                for (int i = 0; i < slots.length; i++) {
                    keep(largest.get(i), vector[slots[i]], kept);
                }
            };
        }));
        return largest.stream().mapToDouble(PriorityQueue::element).toArray();
    }

    private static void keep(PriorityQueue<Double> largest, double value, int most) {
        if (largest.size() < most) {
            largest.add(value);
        } else if (value > largest.element()) {
            largest.remove();
            largest.add(value);
        }
    }

    private int[] slots(UnitColumns columns) {
        return question.outcomes().stream().mapToInt(columns.slotOf()::get).toArray();
    }
}
