package io.crosslift.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Files that only Spark or Hadoop can reach; apart, so that commands without them start where their classes are not. */
final class ClusterFiles {
    private ClusterFiles() {}

    /** The bytes of a file of any file system that Hadoop knows. */
    static InputStream open(URI uri) throws IOException {
        try (FileSystem files = FileSystem.newInstance(uri, hadoopSettings());
                InputStream stream = files.open(new org.apache.hadoop.fs.Path(uri))) {
            return new ByteArrayInputStream(stream.readAllBytes());
        }
    }

    /** A file shipped with {@code --files}; null if there is none of this name. */
    static @Nullable Path shipped(String file) {
        return SparkEnv.get() != null && Files.isRegularFile(Path.of(SparkFiles.get(file)))
                ? Path.of(SparkFiles.get(file))
                : null;
    }

    private static Configuration hadoopSettings() {
        Configuration configuration = new Configuration();
        for (Tuple2<String, String> entry : new SparkConf().getAllWithPrefix("spark.hadoop.")) {
            configuration.set(entry._1(), entry._2());
        }
        return configuration;
    }
}
