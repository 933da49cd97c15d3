package io.crosslift.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.config.Settings;
import io.crosslift.config.SettingsLoader;
import io.crosslift.failure.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class StoreCheckTest {
    @Test
    @Timeout(20)
    void a_store_that_nobody_serves_is_named_within_seconds() throws IOException {
        int nobody;
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = listener.getLocalPort();
        }
        String place = "hdfs://127.0.0.1:" + nobody + "/lakehouse";

        assertThatThrownBy(() -> check(Duration.ofSeconds(15)).answers(place, "lake.root"))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("lake.root: " + place + " cannot be reached (")
                .hasMessageContaining("Connection refused")
                .hasMessageEndingWith("spark.hadoop.fs.* and dfs.*, or HADOOP_CONF_DIR");
    }

    @Test
    @Timeout(20)
    void a_store_that_accepts_and_keeps_silent_is_given_up() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String place = "hdfs://127.0.0.1:" + silent.getLocalPort() + "/";

            assertThatThrownBy(() -> check(Duration.ofSeconds(2)).answers(place, "feed orders"))
                    .isInstanceOf(Failure.class)
                    .hasMessageStartingWith("feed orders: " + place + " cannot be reached (no answer in 2 s)");
        }
    }

    @Test
    void a_file_system_without_its_jar_is_said_to_lack_it() {
        assertThatThrownBy(() -> check(Duration.ofSeconds(15)).answers("s3a://bucket/lakehouse", "lake.root"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("S3AFileSystem")
                .hasMessageContaining("not on the class path");
    }

    @Test
    void a_folder_that_is_not_there_yet_is_no_reason(@TempDir Path folder) {
        assertThatCode(() -> check(Duration.ofSeconds(15)).answers(folder.toUri() + "new", "lake.root"))
                .doesNotThrowAnyException();
    }

    @Test
    void lakehouse_input_and_feeds_outside_the_local_disk_are_asked_for_up_to_their_wildcards(@TempDir Path folder)
            throws IOException {
        Path source = folder.resolve("shop.conf");
        Files.writeString(source, """
                source { name = shop, description = shop, input = "s3a://raw/shop"
                  feeds {
                    near { format = parquet, path = "near/*.parquet" }
                    far { format = parquet, path = "hdfs://far:8020/a/b-*/c" }
                  }
                  tables { accounts = ["SELECT * FROM near"] }
                }
                """);
        Settings settings = new SettingsLoader()
                .source(source.toString())
                .option("--lakehouse", "lake.root", "/data/lakehouse")
                .option("--as-of", "run.as-of", "2026-06-30")
                .load()
                .settings();

        assertThat(StoreCheck.places(settings))
                .isEqualTo(Map.of("s3a://raw/shop", "source.input", "hdfs://far:8020/a/", "feed far"));
    }

    private static StoreCheck check(Duration patience) {
        return new StoreCheck(new Configuration(), patience);
    }
}
