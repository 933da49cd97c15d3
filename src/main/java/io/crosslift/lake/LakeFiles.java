package io.crosslift.lake;

import io.crosslift.failure.Failure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Folders and small files below the root of a lakehouse, on whatever file system the root names. */
final class LakeFiles {
    private final FileSystem fileSystem;
    private final Path root;

    /**
     * Binds to the file system of the root; nothing is created.
     *
     * @throws Failure usage: no such file system
     */
    LakeFiles(Configuration configuration, String root) {
        try {
            Path path = new Path(root);
            this.fileSystem = path.getFileSystem(configuration);
            this.root = fileSystem.makeQualified(path);
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            throw Failure.usage(
                    "the lakehouse '" + root + "' cannot be reached (" + e.getMessage()
                            + "): give a path or URI of a file system that Spark knows as --lakehouse or lake.root",
                    e);
        }
    }

    Path root() {
        return root;
    }

    Path at(String... names) {
        Path path = root;
        for (String name : names) {
            path = new Path(path, name);
        }
        return path;
    }

    /**
     * Creates the root and tries to write below it.
     *
     * @throws Failure usage: no permission
     */
    void requireWritable(String probe) {
        try {
            Path file = at("_probe-" + probe);
            if (!fileSystem.mkdirs(root)) {
                throw new IOException("the folder cannot be made");
            }
            fileSystem.create(file, true).close();
            fileSystem.delete(file, false);
        } catch (IOException e) {
            throw Failure.usage(
                    "the lakehouse " + root + " cannot be written (" + e.getMessage()
                            + "): give this user write permission there, or name another folder with --lakehouse",
                    e);
        }
    }

    boolean exists(Path path) {
        try {
            return fileSystem.exists(path);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** Files and folders inside a folder, by name; none if it doesn't exist. */
    List<FileStatus> inside(Path folder) {
        try {
            FileStatus[] found = fileSystem.listStatus(folder);
            Arrays.sort(found);
            return List.of(found);
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** How many files of a table, in whatever folder but its log, were written before an instant. */
    long dataFilesBefore(Path table, Instant instant) {
        try {
            long found = 0;
            RemoteIterator<LocatedFileStatus> files = fileSystem.listFiles(table, true);
            while (files.hasNext()) {
                LocatedFileStatus file = files.next();
                boolean ofLog = file.getPath().toString().contains("/_delta_log/");
                if (!ofLog && file.getModificationTime() < instant.toEpochMilli()) {
                    found++;
                }
            }
            return found;
        } catch (IOException e) {
            throw unreadable(table, e);
        }
    }

    String text(Path file) {
        try (InputStream in = fileSystem.open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Writes a file that is either there whole or not there: beside it, then renamed. */
    void writeWhole(Path file, String text) {
        Path beside = new Path(file.getParent(), "_" + file.getName() + ".new");
        try {
            try (OutputStream out = fileSystem.create(beside, true)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
            if (!fileSystem.rename(beside, file)) {
                throw new IOException("cannot rename " + beside + " to " + file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(Path path) {
        try {
            fileSystem.delete(path, true);
        } catch (IOException e) {
            throw Failure.usage(
                    path + " cannot be deleted (" + e.getMessage() + "): give this user write permission there", e);
        }
    }

    private static Failure unreadable(Path path, IOException e) {
        return Failure.usage(
                path + " cannot be read (" + e.getMessage() + "): give this user permission to read it, or name another"
                        + " folder with --lakehouse",
                e);
    }
}
