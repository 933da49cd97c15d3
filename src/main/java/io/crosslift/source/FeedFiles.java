package io.crosslift.source;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import io.crosslift.config.SourceSettings.Feed;
import io.crosslift.failure.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The files of a feed: which they are, and the columns that their header lines name. */
final class FeedFiles {
    private final String feed;
    private final Configuration hadoop;

    FeedFiles(String feed, Configuration hadoop) {
        this.feed = feed;
        this.hadoop = hadoop;
    }

    /**
     * The files at a path or glob; a folder stands for the files in it.
     *
     * @throws Failure (usage) if there is none, (data) if one is empty
     */
    List<Path> list(String place) {
        List<Path> files = new ArrayList<>();
        try {
            Path pattern = new Path(place);
            FileSystem system = pattern.getFileSystem(hadoop);
            FileStatus[] found = system.globStatus(pattern);
            for (FileStatus status : found == null ? new FileStatus[0] : found) {
                for (FileStatus file :
                        status.isDirectory() ? system.listStatus(status.getPath()) : new FileStatus[] {status}) {
                    String name = file.getPath().getName();
                    if (file.isFile() && !name.startsWith("_") && !name.startsWith(".")) {
                        if (file.getLen() == 0) {
                            throw Failure.data("feed " + feed + ": the file " + file.getPath()
                                    + " is empty, put the data there or remove it");
                        }
                        files.add(file.getPath());
                    }
                }
            }
        } catch (IOException e) {
            throw unlisted(place, e);
        }
        if (files.isEmpty()) {
            throw missing(place);
        }
        return files;
    }

    /** Whether something lies at a path or glob. */
    boolean exists(String place) {
        try {
            Path pattern = new Path(place);
            FileStatus[] found = pattern.getFileSystem(hadoop).globStatus(pattern);
            return found != null && found.length > 0;
        } catch (IOException e) {
            throw unlisted(place, e);
        }
    }

    /**
     * Sees to it that something lies at a path or glob, so that a missing one is told before Spark looks for it.
     *
     * @param delta whether it must be a Delta table
     * @throws Failure (usage) if there is nothing
     */
    void require(String place, boolean delta) {
        if (!exists(place)) {
            throw missing(place);
        }
        if (delta && !exists(place + "/_delta_log")) {
            throw Failure.usage("feed " + feed + ": there is no table at " + place + ", it has no _delta_log");
        }
    }

    private Failure missing(String place) {
        return Failure.usage("feed " + feed + ": nothing lies at " + place + ", mend its path or give --input");
    }

    private Failure unlisted(String place, IOException thrown) {
        return Failure.usage(
                "feed " + feed + ": the path " + place + " cannot be listed: " + thrown.getMessage(), thrown);
    }

    /**
     * The schema to read every file with, in the order of its header: declared columns with their types, others as text. Files
     * of one header share an entry.
     *
     * @throws Failure (usage) if a declared column is missing from a header
     */
    Map<StructType, List<Path>> byHeader(List<Path> files, Feed declared, StructType schema) {
        Map<StructType, List<Path>> groups = new LinkedHashMap<>();
        for (Path file : files) {
            List<String> header = header(file, declared);
            for (StructField field : schema.fields()) {
                if (!header.contains(field.name())) {
                    throw Failure.usage("feed " + feed + ": the file " + file + " has no column " + field.name()
                            + ", its columns are " + String.join(", ", header));
                }
            }
            List<String> names = Arrays.asList(schema.fieldNames());
            StructField[] fields = header.stream()
                    .map(name -> names.contains(name)
                            ? schema.fields()[names.indexOf(name)]
                            : DataTypes.createStructField(name, DataTypes.StringType, true))
                    .toArray(StructField[]::new);
            groups.computeIfAbsent(new StructType(fields), key -> new ArrayList<>())
                    .add(file);
        }
        return groups;
    }

    private List<String> header(Path file, Feed declared) {
        CsvParserSettings settings = new CsvParserSettings();
        settings.getFormat().setDelimiter(option(declared, List.of("sep", "delimiter"), ","));
        settings.getFormat().setQuote(option(declared, List.of("quote"), "\"").charAt(0));
        settings.setMaxColumns(20_000);
        String first = firstLine(file, Charset.forName(option(declared, List.of("encoding", "charset"), "UTF-8")));
        String[] names = new CsvParser(settings).parseLine(first);
        if (names == null) {
            throw Failure.data("feed " + feed + ": the file " + file + " has no header line");
        }
        return Arrays.stream(names)
                .map(name -> name == null ? "" : name.strip())
                .toList();
    }

    private String firstLine(Path file, Charset charset) {
        try (InputStream raw = file.getFileSystem(hadoop).open(file);
                InputStream content = decompressed(file, raw);
                BufferedReader lines = new BufferedReader(new InputStreamReader(content, charset))) {
            String line = lines.readLine();
            if (line == null || line.isBlank()) {
                throw Failure.data(
                        "feed " + feed + ": the file " + file + " is empty, put the data there or remove it");
            }
            return line.startsWith("\uFEFF") ? line.substring(1) : line;
        } catch (IOException e) {
            throw Failure.data(
                    "feed " + feed + ": the file " + file + " cannot be read (" + e.getMessage()
                            + "): it is damaged, replace it",
                    e);
        }
    }

    private InputStream decompressed(Path file, InputStream raw) throws IOException {
        CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(file);
        return codec == null ? raw : codec.createInputStream(raw);
    }

    private static String option(Feed declared, List<String> keys, String otherwise) {
        return declared.options().entrySet().stream()
                .filter(entry -> keys.contains(entry.getKey().toLowerCase(Locale.ROOT)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(otherwise);
    }
}
