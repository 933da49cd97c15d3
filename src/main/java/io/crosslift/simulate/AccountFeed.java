package io.crosslift.simulate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.crosslift.schema.TableSpec;
import io.crosslift.simulate.world.SeededDraws;
import io.crosslift.simulate.world.World;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A feed whose rows come from accounts one by one, so that they are the same however the accounts are spread over partitions.
 *
 * @param name folder, which the table may share with other feeds
 * @param table contract table that it is for
 * @param number of the feed: its flaws are drawn by it
 * @param raw plain columns, from which Spark makes those of the contract
 * @param rows rows of one account
 * @param columns contract columns by name, as SQL over the plain ones and the flaw
 * @param flaws what is planted
 */
record AccountFeed(
        String name,
        TableSpec table,
        int number,
        StructType raw,
        Rows rows,
        SortedMap<String, String> columns,
        List<Flaw> flaws) {
    static final String FLAW = "flaw";

    /** The rows of one account, without their flaw. */
    @FunctionalInterface
    interface Rows extends Serializable {
        void add(Chapter chapter, List<Object[]> rows);
    }

    AccountFeed(
            TableSpec table,
            int number,
            StructType raw,
            Rows rows,
            SortedMap<String, String> columns,
            List<Flaw> flaws) {
        this(table.name(), table, number, raw, rows, columns, flaws);
    }

    AccountFeed {
        columns = new TreeMap<>(columns);
        flaws = List.copyOf(flaws);
    }

    /** Rows in contract columns. */
    Dataset<Row> contract(SparkSession spark, World world, long accounts, int partitions) {
        Column[] selected = columns.entrySet().stream()
                .map(column -> expr(column.getValue())
                        .cast(table.columns().apply(column.getKey()).dataType())
                        .as(column.getKey()))
                .toArray(Column[]::new);
        return plain(spark, world, accounts, partitions).select(selected);
    }

    /** How many flawed rows there are, one row per flaw. */
    Dataset<Row> flawed(SparkSession spark, World world, long accounts, int partitions) {
        return plain(spark, world, accounts, partitions)
                .filter(col(FLAW).notEqual(Flaw.NONE))
                .groupBy(FLAW)
                .count();
    }

    private Dataset<Row> plain(SparkSession spark, World world, long accounts, int partitions) {
        Maker maker = maker();
        MapPartitionsFunction<Long, Row> made = numbers -> new Made(maker, world, numbers);
        return spark.range(0, accounts, 1, partitions).mapPartitions(made, Encoders.row(raw.add(FLAW, "int", false)));
    }

    /** What makes the rows on the executors. */
    Maker maker() {
        return new Maker(number, rows, flaws);
    }

    /** What travels to the executors: no table of the contract does. */
    record Maker(int number, Rows rows, List<Flaw> flaws) implements Serializable {
        /** The rows of an account, the flawed ones beside them, {@code flaw} last. */
        List<Row> of(World world, long accountNumber) {
            Chapter chapter = new Chapter(world, accountNumber);
            List<Object[]> sound = new ArrayList<>();
            rows.add(chapter, sound);
            boolean internal = chapter.account().internal();
            SeededDraws draws = SeededDraws.ofFlaws(world.seed(), accountNumber, number);
            List<Row> all = new ArrayList<>(sound.size());
            for (Object[] values : sound) {
                all.add(row(values, internal && flaws.contains(Flaw.OF_A_TEST) ? Flaw.INTERNAL : Flaw.NONE));
                int planted = Flaw.drawn(draws, world.scenario().dirt(), flaws);
                if (!internal && planted != Flaw.NONE) {
                    all.add(row(values, planted));
                }
            }
            return all;
        }
    }

    private static Row row(Object[] values, int flaw) {
        Object[] all = new Object[values.length + 1];
        System.arraycopy(values, 0, all, 0, values.length);
        all[values.length] = flaw;
        return RowFactory.create(all);
    }

    /** Makes one account's rows at a time. */
    private static final class Made implements Iterator<Row> {
        private final Maker feed;
        private final World world;
        private final Iterator<Long> numbers;
        private final Deque<Row> ready = new ArrayDeque<>();

        Made(Maker feed, World world, Iterator<Long> numbers) {
            this.feed = feed;
            this.world = world;
            this.numbers = numbers;
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && numbers.hasNext()) {
                ready.addAll(feed.of(world, numbers.next()));
            }
            return !ready.isEmpty();
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.removeFirst();
        }
    }
}
