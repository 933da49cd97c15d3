package io.crosslift.pathfile;

import io.crosslift.failure.Failure;
import io.crosslift.tablefile.Origin;
import io.crosslift.tablefile.RowReader;
import io.crosslift.tablefile.TableFile;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file with one row per path: its channels in order, journeys that converted, what they were worth, journeys that did
 * not convert.
 */
public final class PathFile implements RowReader {
    private static final String TO_WRITE = "a header such as path,conversions,value,nulls and a row per path";

    /** Values keep all their decimals; if they can't be added exactly then, the most of these with which they can. */
    private static final int ALL_DECIMALS = 18;

    private static final int[] FEWER_DECIMALS = {9, 6, 4, 2, 0};

    private final ReadOptions options;
    private final int mostDecimals;
    private @Nullable PathRows rows;

    private PathFile(ReadOptions options, int mostDecimals) {
        this.options = options;
        this.mostDecimals = mostDecimals;
    }

    /**
     * Reads a file: rows of the same path are merged, paths of different goals kept apart.
     *
     * @throws Failure of usage if there is no such file; of data, naming file, line and value, if anything in it is wrong
     */
    public static PathFileContent read(String file, ReadOptions options) {
        TableFile table = TableFile.of(file);
        int decimals = ALL_DECIMALS;
        while (true) {
            PathFile reader = new PathFile(options, decimals);
            try {
                table.read(TO_WRITE, reader);
                return reader.rows().content();
            } catch (PathRows.TooManyDecimals e) {
                if (!table.canBeReadAgain()) {
                    throw table.origin()
                            .fault("its values don't add up exactly with " + e.decimals()
                                    + " decimals, round them or give a file that can be read twice");
                }
                decimals = Arrays.stream(FEWER_DECIMALS)
                        .filter(fewer -> fewer < e.decimals())
                        .findFirst()
                        .orElse(0);
            }
        }
    }

    @Override
    public int[] header(Origin origin, List<String> names) {
        PathColumns columns = PathColumns.of(names, options.goalColumn(), origin);
        rows = new PathRows(origin, options, columns, mostDecimals);
        return Stream.of(columns.path(), columns.conversions(), columns.value(), columns.nulls(), columns.goal())
                .mapToInt(Integer::intValue)
                .filter(column -> column >= 0)
                .toArray();
    }

    @Override
    public void begin(long row) {
        rows().begin(row);
    }

    @Override
    public void cell(int column, char[] text, int from, int length, boolean quoted) {
        rows().cell(column, text, from, length, quoted);
    }

    @Override
    public void end() {
        rows().end();
    }

    private PathRows rows() {
        return Objects.requireNonNull(rows, "the header comes first");
    }
}
