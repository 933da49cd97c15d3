package io.crosslift.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.xxhash64;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.MapType;

/**
 * What the rows of a slice amount to, whatever their order: equal digests, equal rows.
 *
 * @param rows number of rows
 * @param hashes sum of the 64-bit hashes of the rows
 */
public record SliceDigest(long rows, BigDecimal hashes) {
    private static final long LOW_HALF = 0xFFFF_FFFFL;

    /**
     * The digest of every slice, in one pass: rows in, one entry per value of the slice column out.
     *
     * @param slice DATE column, never NULL
     * @param columns columns by which a row is told from another
     */
    public static SortedMap<LocalDate, SliceDigest> of(Dataset<Row> rows, String slice, List<String> columns) {
        Column hash = hash(rows, columns);
        SortedMap<LocalDate, SliceDigest> digests = new TreeMap<>();
        // Halves are summed apart, so that no sum of whole numbers can overflow.
        rows.select(col(slice).as("slice"), hash.as("hash"))
                .groupBy("slice")
                .agg(
                        count(lit(1)),
                        sum(shiftright(col("hash"), 32)),
                        sum(col("hash").bitwiseAND(lit(LOW_HALF))))
                .collectAsList()
                .forEach(row -> digests.put(
                        row.getDate(0).toLocalDate(),
                        new SliceDigest(row.getLong(1), joined(row.getLong(2), row.getLong(3)))));
        return digests;
    }

    /** One number per row; hashing skips NULLs, so which columns are NULL is hashed too. */
    static Column hash(Dataset<Row> rows, List<String> columns) {
        return xxhash64(columns.stream()
                .flatMap(name -> Stream.of(
                        rows.schema().apply(name).dataType() instanceof MapType ? to_json(col(name)) : col(name),
                        col(name).isNull()))
                .toArray(Column[]::new));
    }

    private static BigDecimal joined(long high, long low) {
        return new BigDecimal(BigInteger.valueOf(high).shiftLeft(32).add(BigInteger.valueOf(low)));
    }
}
