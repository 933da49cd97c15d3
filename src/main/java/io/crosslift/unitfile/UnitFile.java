package io.crosslift.unitfile;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import io.crosslift.failure.Failure;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.tablefile.TableFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A file with one row per unit: its arm, outcomes, and what was known of it before. One pass keeps the moments per arm and segment
 * only, whatever the rows; capped outcomes take two more passes, unit names and clusters memory of their own.
 */
public final class UnitFile {
    private static final String TO_WRITE = "a header such as arm,spend and a row per unit";

    /** Per arm: with fewer, a bootstrap of clusters stands beside the t test. */
    private static final int FEW_CLUSTERS = 40;

    private final TableFile table;
    private final UnitQuestion question;

    private UnitFile(TableFile table, UnitQuestion question) {
        this.table = table;
        this.question = question;
    }

    /**
     * Reads a file.
     *
     * @throws Failure of usage if there is no such file or column; of data, naming file, line and value, if anything in it is wrong
     */
    static UnitFileContent read(String file, UnitQuestion question) {
        return new UnitFile(TableFile.of(file), question).read();
    }

    private UnitFileContent read() {
        return question.cluster() == null ? readUnits() : readClusters();
    }

    private UnitFileContent readUnits() {
        AtomicReference<@Nullable UnitSums> made = new AtomicReference<>();
        UnitRows rows = new UnitRows(question, columns -> {
            UnitSums sums = new UnitSums(columns.width(), question.segments().size());
            made.set(sums);
            return sums;
        });
        table.read(TO_WRITE, rows);
        UnitSums sums = Objects.requireNonNull(made.get());
        requireRows(rows);
        SortedMap<String, Double> caps = new TreeMap<>(CODE_POINT_ORDER);
        SortedMap<String, Moments> capped = question.winsorize() == null
                ? null
                : new CappedPasses(table, question, TO_WRITE).read(rows.rows(), question.winsorize(), caps);
        return content(rows, sums, rows.rows(), new HashMap<>(rows.columns().slotOf()), caps, capped, null);
    }

    private UnitFileContent readClusters() {
        AtomicReference<@Nullable ClusterSums> made = new AtomicReference<>();
        AtomicReference<@Nullable UnitRows> reader = new AtomicReference<>();
        UnitRows rows = new UnitRows(question, columns -> {
            ClusterSums sums =
                    new ClusterSums(Objects.requireNonNull(reader.get()), question.segments(), columns.width());
            made.set(sums);
            return sums;
        });
        reader.set(rows);
        table.read(TO_WRITE, rows);
        requireRows(rows);
        ClusterSums clusters = Objects.requireNonNull(made.get());
        int width = rows.columns().width();
        UnitSums sums = new UnitSums(width + 1, question.segments().size());
        clusters.giveTo(sums);
        Map<String, Integer> slots = new HashMap<>(rows.columns().slotOf());
        slots.put(UnitFileContent.CLUSTER_ROWS, width);
        boolean few = clusters.clusters() <= FEW_CLUSTERS * rows.arms().size();
        return content(
                rows,
                sums,
                clusters.clusters(),
                slots,
                new TreeMap<>(),
                null,
                few ? clusters.byArm(rows.arms()) : null);
    }

    private UnitFileContent content(
            UnitRows rows,
            UnitSums sums,
            long units,
            Map<String, Integer> slots,
            Map<String, Double> caps,
            @Nullable SortedMap<String, Moments> capped,
            @Nullable Map<String, List<double[]>> clusters) {
        List<String> arms = rows.arms();
        SortedMap<String, Moments> byArm = new TreeMap<>(CODE_POINT_ORDER);
        for (int arm = 0; arm < arms.size(); arm++) {
            byArm.put(arms.get(arm), sums.ofArm(arm));
        }
        List<String> binary = question.outcomes().stream()
                .filter(outcome ->
                        question.cluster() == null && sums.isBinary(Objects.requireNonNull(slots.get(outcome))))
                .toList();
        return new UnitFileContent(
                rows.origin().file(),
                rows.rows(),
                units,
                byArm,
                segments(rows, sums),
                slots,
                Map.copyOf(rows.columns().flagOf()),
                binary,
                caps,
                capped,
                clusters,
                notes(rows, binary));
    }

    private Map<String, SortedMap<String, Map<String, Moments>>> segments(UnitRows rows, UnitSums sums) {
        Map<String, SortedMap<String, Map<String, Moments>>> segments = new LinkedHashMap<>();
        for (int column = 0; column < question.segments().size(); column++) {
            SortedMap<String, Map<String, Moments>> ofColumn = new TreeMap<>(CODE_POINT_ORDER);
            List<String> names = rows.segments().get(column);
            for (int segment = 0; segment < names.size(); segment++) {
                Map<String, Moments> byArm = new HashMap<>();
                for (int arm = 0; arm < rows.arms().size(); arm++) {
                    byArm.put(rows.arms().get(arm), sums.ofSegment(column, segment, arm));
                }
                ofColumn.put(names.get(segment), byArm);
            }
            segments.put(question.segments().get(column), ofColumn);
        }
        return segments;
    }

    private List<String> notes(UnitRows rows, List<String> binary) {
        List<String> notes = new ArrayList<>();
        if (!binary.isEmpty()) {
            notes.add(String.join(", ", binary) + (binary.size() == 1 ? " holds" : " hold")
                    + " 0 and 1 only: compared as proportions");
        }
        if (rows.missing() > 0) {
            notes.add(rows.missing() + " empty cells are read as 0");
        }
        return notes;
    }

    private static void requireRows(UnitRows rows) {
        if (rows.rows() == 0) {
            throw rows.origin().fault("it has a header and no rows, add a row per unit");
        }
    }
}
