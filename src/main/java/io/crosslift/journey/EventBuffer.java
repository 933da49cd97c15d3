package io.crosslift.journey;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Events of one account, or of the few whose hashes are equal, column by column; read in order of account, instant, kind, id and
 * second string once they are {@link #sort() sorted}.
 */
final class EventBuffer {
    private final Map<String, String> recurring = new HashMap<>();
    private final Comparator<Integer> order = Comparator.<Integer, String>comparing(i -> account(i))
            .thenComparingLong(this::at)
            .thenComparingInt(this::kind)
            .thenComparing(this::id)
            .thenComparing(this::second, Comparator.nullsFirst(Comparator.naturalOrder()));

    private @Nullable String[] account = new String[16];
    private long[] at = new long[16];
    private int[] kind = new int[16];
    private @Nullable String[] id = new String[16];
    private @Nullable String[] first = new String[16];
    private @Nullable String[] second = new String[16];
    private @Nullable String[] third = new String[16];
    private long[] number = new long[16];
    private Integer[] sorted = {};
    private int size;

    /** Forgets all events. */
    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    /** Takes a row of {@link JourneyEvents#gathered}. */
    void add(Row event) {
        if (size == at.length) {
            grow(size * 2);
        }
        String name = event.getString(0);
        // An account's name comes with each of its events, and touches share few channels, classes and families.
        account[size] = size > 0 && name.equals(account[size - 1]) ? account[size - 1] : name;
        at[size] = event.getLong(1);
        kind[size] = event.getInt(2);
        id[size] = event.getString(3);
        boolean touch = kind[size] == JourneyEvents.TOUCH;
        first[size] = touch ? shared(event.getString(4)) : event.getString(4);
        second[size] = touch ? shared(event.getString(5)) : event.getString(5);
        third[size] = touch ? shared(event.getString(6)) : event.getString(6);
        number[size] = event.getLong(7);
        size++;
    }

    private @Nullable String shared(@Nullable String value) {
        return value == null ? null : recurring.computeIfAbsent(value, same -> same);
    }

    private void grow(int capacity) {
        account = Arrays.copyOf(account, capacity);
        at = Arrays.copyOf(at, capacity);
        kind = Arrays.copyOf(kind, capacity);
        id = Arrays.copyOf(id, capacity);
        first = Arrays.copyOf(first, capacity);
        second = Arrays.copyOf(second, capacity);
        third = Arrays.copyOf(third, capacity);
        number = Arrays.copyOf(number, capacity);
    }

    /** Puts the events in order. */
    void sort() {
        sorted = new Integer[size];
        Arrays.setAll(sorted, i -> i);
        Arrays.sort(sorted, order);
    }

    /** Position of the event that comes n-th in order. */
    int position(int n) {
        return sorted[n];
    }

    String account(int event) {
        return Objects.requireNonNull(account[event]);
    }

    long at(int event) {
        return at[event];
    }

    int kind(int event) {
        return kind[event];
    }

    String id(int event) {
        return Objects.requireNonNull(id[event]);
    }

    /** Channel of a touch, goal of a conversion. */
    String first(int event) {
        return Objects.requireNonNull(first[event]);
    }

    /** Class of a touch, id of a conversion. */
    @Nullable
    String second(int event) {
        return second[event];
    }

    /** Families that a touch promotes, family of a conversion. */
    @Nullable
    String third(int event) {
        return third[event];
    }

    long number(int event) {
        return number[event];
    }
}
