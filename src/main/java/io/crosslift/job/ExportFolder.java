package io.crosslift.job;

import io.crosslift.failure.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** A folder outside the lakehouse, on any file system that Spark knows, into which files are written whole or not at all. */
final class ExportFolder {
    private final FileSystem files;
    private final Path folder;
    private final String option;

    /**
     * Makes the folder where it isn't there.
     *
     * @param option option that named it
     * @throws Failure usage: it cannot be reached or made
     */
    ExportFolder(SparkSession spark, String option, String name) {
        this.option = option;
        try {
            Path path = new Path(name);
            files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
            folder = files.makeQualified(path);
            if (!files.mkdirs(folder)) {
                throw new IOException("it cannot be made");
            }
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            throw refused(name, e);
        }
    }

    /** One file of text, in UTF-8, in a folder that is made where it isn't there. */
    static void write(SparkSession spark, String option, String file, String text) {
        Path path = new Path(file);
        Path parent = path.getParent();
        String folder = parent == null || parent.toString().isEmpty() ? "." : parent.toString();
        new ExportFolder(spark, option, folder).writeText(path.getName(), text);
    }

    /** Where a file of it lies: a path where that is local, else a URI. */
    String at(String name) {
        Path file = new Path(folder, name);
        return "file".equals(file.toUri().getScheme()) ? file.toUri().getPath() : file.toString();
    }

    /**
     * One file that Spark writes.
     *
     * @param name its name
     * @param write writes a single part into a folder that it is given, and says how many rows
     * @return rows written
     */
    long writeOne(String name, ToLongFunction<String> write) {
        Path temporary = new Path(folder, "_" + name + ".parts");
        try {
            long rows = write.applyAsLong(temporary.toString());
            List<Path> parts = Arrays.stream(files.listStatus(temporary))
                    .map(FileStatus::getPath)
                    .filter(part -> part.getName().startsWith("part-"))
                    .toList();
            if (parts.size() != 1) {
                throw new IllegalStateException(temporary + " holds " + parts.size() + " parts instead of one");
            }
            replace(parts.get(0), name);
            return rows;
        } catch (IOException e) {
            throw refused(folder.toString(), e);
        } finally {
            remove(temporary);
        }
    }

    /** One file of text, in UTF-8. */
    void writeText(String name, String text) {
        Path beside = new Path(folder, "_" + name + ".part");
        try {
            try (OutputStream out = files.create(beside, true)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
            replace(beside, name);
        } catch (IOException e) {
            throw refused(folder.toString(), e);
        }
    }

    private void replace(Path written, String name) throws IOException {
        Path file = new Path(folder, name);
        if (files.exists(file) && files.getFileStatus(file).isDirectory()) {
            throw new IOException(file + " is a folder");
        }
        files.delete(file, false);
        if (!files.rename(written, file)) {
            throw new IOException("cannot rename " + written + " to " + file);
        }
        files.delete(new Path(folder, "." + name + ".crc"), false); // Hadoop's own, of no use to other tools
    }

    private void remove(Path path) {
        try {
            files.delete(path, true);
        } catch (IOException e) {
            throw refused(path.toString(), e);
        }
    }

    private Failure refused(String folder, Exception e) {
        return Failure.usage(
                option + ": " + folder + " cannot be written (" + e.getMessage()
                        + "): name a folder that this user may write to",
                e);
    }
}
