package io.crosslift.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Path files of a size that are the same wherever they are made: channels drawn by a power of their rank, lengths
 * geometric, about one path in twenty with a conversion.
 *
 * @param name of the case
 * @param paths rows
 * @param channels distinct channels
 * @param longest touches of the longest path
 * @param meanLength of a path before it is cut to the longest
 * @param skew channel i weighs i^-skew
 * @param distinct whether no path comes twice
 */
record SeededPaths(
        String name, int paths, int channels, int longest, double meanLength, double skew, boolean distinct) {

    /** The cases of the benchmark. */
    static final List<SeededPaths> CASES = List.of(
            new SeededPaths("a", 10_000, 12, 20, 5, 1, false),
            new SeededPaths("b", 1_000_000, 30, 40, 9, 1, true),
            new SeededPaths("c", 200_000, 100, 40, 6, 1.28, true));

    /** The file of this case in a folder. */
    Path in(Path folder) {
        return folder.resolve("paths-" + name + ".csv");
    }

    /** Writes the file if it is not there. */
    Path write(Path folder) {
        Path file = in(folder);
        if (Files.exists(file)) {
            return file;
        }
        try {
            Files.createDirectories(folder);
            Path part = folder.resolve(file.getFileName() + ".part");
            try (Writer text = Files.newBufferedWriter(part)) {
                writeTo(text);
            }
            return Files.move(part, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeTo(Writer text) throws IOException {
        Random random = new Random(name.charAt(0)); // specified to the bit, unlike its successors
        double[] upTo = cumulated();
        String[] names = IntStream.rangeClosed(1, channels)
                .mapToObj(i -> String.format(
                        Locale.ROOT, "channel_%0" + Integer.toString(channels).length() + "d", i))
                .toArray(String[]::new);
        Set<String> written = new HashSet<>();
        text.write("path,conversions,value,nulls\n");
        int rows = 0;
        while (rows < paths) {
            String path = path(random, upTo, names);
            if (distinct && !written.add(path)) {
                continue;
            }
            boolean converts = random.nextInt(20) == 0;
            int nulls = converts && random.nextInt(5) > 0 ? 0 : 1 + (int) -StrictMath.log(1 - random.nextDouble());
            long cents = converts ? Math.round(100 * StrictMath.exp(4 + random.nextGaussian())) : 0;
            String value = String.format(Locale.ROOT, "%d.%02d", cents / 100, cents % 100);
            text.write(path + "," + (converts ? 1 : 0) + "," + value + "," + nulls + "\n");
            rows++;
        }
    }

    private String path(Random random, double[] upTo, String[] names) {
        int length = Math.min(longest, 1 + (int) (-StrictMath.log(1 - random.nextDouble()) * (meanLength - 1)));
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < length; i++) {
            int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[channels - 1]);
            path.append(i == 0 ? "" : " > ").append(names[Math.min(channels - 1, found < 0 ? -found - 1 : found + 1)]);
        }
        return path.toString();
    }

    private double[] cumulated() {
        double[] upTo = new double[channels];
        double sum = 0;
        for (int i = 0; i < channels; i++) {
            sum += StrictMath.pow(i + 1, -skew);
            upTo[i] = sum;
        }
        return upTo;
    }
}
