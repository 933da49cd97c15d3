package io.crosslift.tablefile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers names in the order they come, looked up by their characters so that only a new name becomes an object. */
public final class NameCodes {
    private final List<String> names = new ArrayList<>();
    private char[][] characters = new char[16][];
    private int[] hashes = new int[16];
    private long[] firstRows = new long[16];

    /** Number + 1 by hash, 0 where free; a power of two at least twice the names. */
    private int[] slots = new int[64];

    /**
     * Returns the number of a name, a new one if it wasn't there.
     *
     * @param text holds the name from {@code from} to before {@code to}
     * @param row where it stands, kept for the first time only
     */
    public int code(char[] text, int from, int to, long row) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        hash *= 0x9E3779B1;
        hash ^= hash >>> 16;
        int slot = hash & slots.length - 1;
        while (slots[slot] != 0) {
            int code = slots[slot] - 1;
            if (hashes[code] == hash && Arrays.equals(characters[code], 0, characters[code].length, text, from, to)) {
                return code;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return newName(Arrays.copyOfRange(text, from, to), hash, slot, row);
    }

    /** Returns how many names there are. */
    public int size() {
        return names.size();
    }

    /** Returns the name of a number. */
    public String name(int code) {
        return names.get(code);
    }

    /** Returns the row in which a name came first. */
    public long firstRow(int code) {
        return firstRows[code];
    }

    private int newName(char[] name, int hash, int slot, long row) {
        int code = names.size();
        if (code == hashes.length) {
            characters = Arrays.copyOf(characters, 2 * code);
            hashes = Arrays.copyOf(hashes, 2 * code);
            firstRows = Arrays.copyOf(firstRows, 2 * code);
        }
        names.add(new String(name));
        characters[code] = name;
        hashes[code] = hash;
        firstRows[code] = row;
        slots[slot] = code + 1;
        if (2 * names.size() > slots.length) {
            rehash();
        }
        return code;
    }

    private void rehash() {
        slots = new int[2 * slots.length];
        for (int code = 0; code < names.size(); code++) {
            int slot = hashes[code] & slots.length - 1;
            while (slots[slot] != 0) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = code + 1;
        }
    }
}
