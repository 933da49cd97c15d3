package io.crosslift.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.config.BuildVersions;
import io.crosslift.failure.Failure;
import io.crosslift.testing.SparkSessionExtension;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkSessionExtension.class)
class SparkSessionsIT {
    private final BuildVersions versions = BuildVersions.read();

    @AfterEach
    void leaveTheSharedSessionAsItWas(SparkSession spark) {
        spark.conf().set("spark.sql.adaptive.enabled", false);
    }

    @Test
    void theJarKnowsWhatItWasBuiltFor(SparkSession spark) {
        assertThat(versions.spark()).isEqualTo(spark.version());
        assertThat(versions.delta()).isEqualTo("4.4.0");
    }

    @Test
    void theSessionIsSetForTheLakeWhateverItWasBefore(SparkSession spark) {
        spark.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
        spark.conf().set("spark.sql.ansi.enabled", false);
        spark.conf().set("spark.sql.parquet.outputTimestampType", "INT96");

        SparkSession opened = SparkSessions.open("test", true);

        assertThat(opened.conf().get("spark.sql.session.timeZone")).isEqualTo("UTC");
        assertThat(opened.conf().get("spark.sql.ansi.enabled")).isEqualTo("true");
        assertThat(opened.conf().get("spark.sql.parquet.outputTimestampType")).isEqualTo("TIMESTAMP_MICROS");
        assertThat(opened.conf().get("spark.sql.adaptive.enabled")).isEqualTo("true");
        assertThat(opened.conf().get("spark.sql.shuffle.partitions")).isEqualTo("2"); // the test session's own
        assertThat(opened.sparkContext()).isSameAs(spark.sparkContext());
    }

    @Test
    void anotherSparkIsRefused() {
        assertThatThrownBy(() -> SparkSessions.requireSpark("4.0.1", versions))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE))
                .hasMessageContaining("this is Spark 4.0.1")
                .hasMessageContaining("built for Spark 4.1.0")
                .hasMessageContaining("submit.sh");
        assertThatCode(() -> SparkSessions.requireSpark("4.1.0", versions)).doesNotThrowAnyException();
    }

    @Test
    void aMissingJarOfDeltaIsNamed() {
        assertThatThrownBy(() -> SparkSessions.requireClass("io.delta.storage.NoLogStore", "delta-storage", versions))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--jars delta-storage-4.4.0.jar");
    }

    @Test
    void aSessionWithoutDeltaIsRefused(SparkSession spark) {
        SparkSession other = spark.newSession();
        other.conf().set("spark.sql.catalog.spark_catalog", "com.example.Catalog");

        assertThatThrownBy(() -> SparkSessions.requireDelta(other))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("spark.sql.catalog.spark_catalog is 'com.example.Catalog'");
        assertThatCode(() -> SparkSessions.requireDelta(spark)).doesNotThrowAnyException();
    }
}
