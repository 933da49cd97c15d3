package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.require;
import static io.crosslift.lift.estimate.Moments.triangle;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The sums behind {@link Moments} of vectors of whole numbers, without any rounding: n, S_i = sum z_i, P_ij = sum z_i z_j and
 * Q_i = sum z_i^3. Integer addition is associative, so any order of units and parts gives the same bits; and as nothing is
 * rounded before the end, a variance of 30 around 1e9 is still 30. With a scale s_i (how many whole numbers make 1)
 *
 * <pre>
 *   mean_i = S_i / (n s_i)
 *   C_ij   = (n P_ij - S_i S_j) / n / (s_i s_j)
 *   T_i    = (n^2 Q_i - 3 n S_i P_ii + 2 S_i^3) / n^2 / s_i^3
 * </pre>
 *
 * Vectors are kept in blocks of {@value #BLOCK} and multiplied out block by block, most of them in plain machine words. Not safe
 * for several threads.
 */
public final class ExactSums {
    /** Largest size of a whole number: every one up to it is a double too. Sums hold for 2^32 such vectors. */
    public static final long LARGEST = (1L << 53) - 1;

    private static final int BLOCK = 32;
    private static final int FIRST_BLOCK = 4;
    /** A block's products of smaller numbers add up to less than 2^63. */
    private static final long SMALL = 1L << 28;

    private final int columns;
    private final WideTotals totals;
    private long[] block;
    private int rows;
    private long count;

    /** No vectors of {@code columns} columns. */
    public ExactSums(int columns) {
        require(columns >= 1, "columns must be at least 1, was %s", columns);
        this.columns = columns;
        this.totals = new WideTotals(2 * columns + triangle(columns));
        this.block = new long[FIRST_BLOCK * columns];
    }

    /** Longs that sums of so many columns may come to hold. */
    public static int size(int columns) {
        return BLOCK * columns + 3 * (2 * columns + triangle(columns));
    }

    /**
     * Takes one vector.
     *
     * <p>A number larger than {@link #LARGEST} is refused when the block is multiplied out, by this or any other method.
     *
     * @throws IllegalArgumentException if the length is another than the number of columns, or for such a number
     */
    public void add(long... vector) {
        require(vector.length == columns, "a row needs %s columns, had %s", columns, vector.length);
        if (rows * columns == block.length) {
            block = Arrays.copyOf(block, 2 * block.length);
        }
        System.arraycopy(vector, 0, block, rows * columns, columns);
        count++;
        rows++;
        if (rows == BLOCK) {
            multiplyOut();
        }
    }

    /** Takes another part; both must have the same number of columns. */
    public void merge(ExactSums part) {
        require(part.columns == columns, "a part needs %s columns, had %s", columns, part.columns);
        part.multiplyOut();
        totals.addAll(part.totals);
        count += part.count;
    }

    public int columns() {
        return columns;
    }

    /** Number of vectors, n. */
    public long count() {
        return count;
    }

    /** Reads what {@link #toBytes} wrote. */
    public static ExactSums fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        ExactSums sums = new ExactSums(in.getInt());
        sums.count = in.getLong();
        sums.totals.read(in);
        return sums;
    }

    public byte[] toBytes() {
        multiplyOut();
        ByteBuffer out = ByteBuffer.allocate(Integer.BYTES + Long.BYTES + totals.length());
        out.putInt(columns).putLong(count);
        totals.write(out);
        return out.array();
    }

    /**
     * The summary in the columns' own units.
     *
     * @param scales how many whole numbers make 1, per column; above 0
     */
    public Moments moments(double... scales) {
        require(scales.length == columns, "%s columns need as many scales, had %s", columns, scales.length);
        multiplyOut();
        double[] means = new double[columns];
        double[] products = new double[triangle(columns)];
        double[] thirds = new double[columns];
        if (count > 0) {
            BigInteger n = BigInteger.valueOf(count);
            BigInteger[] sums = new BigInteger[columns];
            for (int i = 0; i < columns; i++) {
                sums[i] = totals.get(i);
                means[i] = sums[i].doubleValue() / count / scales[i];
                for (int j = 0; j <= i; j++) {
                    BigInteger centred = n.multiply(totals.get(product(i, j))).subtract(sums[i].multiply(sums[j]));
                    products[triangle(i) + j] = centred.doubleValue() / count / scales[i] / scales[j];
                }
                BigInteger third = n.multiply(n)
                        .multiply(totals.get(third(i)))
                        .subtract(BigInteger.valueOf(3)
                                .multiply(n)
                                .multiply(sums[i])
                                .multiply(totals.get(product(i, i))))
                        .add(BigInteger.TWO.multiply(sums[i].pow(3)));
                thirds[i] = third.doubleValue() / count / count / scales[i] / scales[i] / scales[i];
            }
        }
        return new Moments(count, means, products, thirds);
    }

    private int product(int i, int j) {
        return columns + triangle(i) + j;
    }

    private int third(int i) {
        return columns + triangle(columns) + i;
    }

    /** Adds the block's vectors to the totals. */
    private void multiplyOut() {
        if (rows == 0) {
            return;
        }
        long[][] byColumn = byColumn();
        boolean[] small = new boolean[columns];
        for (int i = 0; i < columns; i++) {
            small[i] = addColumn(i, byColumn[i]);
            for (int j = 0; j <= i; j++) {
                if (small[i] && small[j]) {
                    totals.add(product(i, j), smallProduct(byColumn[i], byColumn[j]));
                } else {
                    addLargeProduct(product(i, j), byColumn[i], byColumn[j]);
                }
            }
            if (small[i]) {
                addSmallCubes(third(i), byColumn[i]);
            } else {
                for (long number : byColumn[i]) {
                    addCube(third(i), number);
                }
            }
        }
        rows = 0;
    }

    /** Side by side, a column's numbers are multiplied several at a time. */
    private long[][] byColumn() {
        long[][] byColumn = new long[columns][rows];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < columns; i++) {
                byColumn[i][row] = block[row * columns + i];
            }
        }
        return byColumn;
    }

    /** Adds the sum of a column and says whether all its numbers are small. */
    private boolean addColumn(int i, long[] numbers) {
        long sum = 0;
        long bits = 0;
        for (long number : numbers) {
            sum += number;
            bits |= number < 0 ? ~number : number;
        }
        if (bits > LARGEST) {
            refuse(i, numbers);
        }
        totals.add(i, sum);
        return bits < SMALL;
    }

    private static void refuse(int column, long[] numbers) {
        for (long number : numbers) {
            require(
                    number <= LARGEST && number >= -LARGEST - 1,
                    "column %s must lie within %s of 0, was %s",
                    column,
                    LARGEST,
                    number);
        }
    }

    private static long smallProduct(long[] numbers, long[] others) {
        long sum = 0;
        for (int row = 0; row < numbers.length; row++) {
            sum += numbers[row] * others[row];
        }
        return sum;
    }

    private void addLargeProduct(int slot, long[] numbers, long[] others) {
        long low = 0;
        long high = 0;
        for (int row = 0; row < numbers.length; row++) {
            long product = numbers[row] * others[row];
            low += product;
            high += Math.multiplyHigh(numbers[row], others[row]) + (Long.compareUnsigned(low, product) < 0 ? 1 : 0);
        }
        totals.add(slot, high, low);
    }

    private void addSmallCubes(int slot, long[] numbers) {
        long low = 0;
        long high = 0;
        for (long number : numbers) {
            long square = number * number;
            long cube = square * number;
            low += cube;
            high += Math.multiplyHigh(square, number) + (Long.compareUnsigned(low, cube) < 0 ? 1 : 0);
        }
        totals.add(slot, high, low);
    }

    /** The square has up to 106 bits, as two words; each is multiplied by the number. */
    private void addCube(int slot, long number) {
        long size = Math.abs(number);
        long squareLow = size * size;
        long squareHigh = Math.multiplyHigh(size, size);
        long low = squareLow * size;
        // multiplyHigh takes a low word at or above 2^63 for a negative one, 2^64 too small
        long carried = Math.multiplyHigh(squareLow, size) + (squareLow < 0 ? size : 0);
        long high = squareHigh * size + carried;
        long top = Math.multiplyHigh(squareHigh, size) + (Long.compareUnsigned(high, carried) < 0 ? 1 : 0);
        if (number < 0) {
            low = -low;
            high = ~high + (low == 0 ? 1 : 0);
            top = ~top + (low == 0 && high == 0 ? 1 : 0);
        }
        totals.add(slot, top, high, low);
    }
}
