package io.crosslift.testing;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One Spark session for all tests of the JVM, with Delta and the settings of a small lake: {@code @ExtendWith} it and take a
 * {@link SparkSession} parameter.
 */
public final class SparkSessionExtension implements BeforeAllCallback, ParameterResolver {
    @Override
    public void beforeAll(ExtensionContext context) {
        Shared.SESSION.conf(); // starts it here, so that its time is not counted to the first test
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SparkSession.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Shared.SESSION;
    }

    private static final class Shared {
        static final SparkSession SESSION = start();

        private static SparkSession start() {
            SparkSession session = SparkSession.builder()
                    .master("local[2]")
                    .appName("crosslift tests")
                    .config("spark.sql.shuffle.partitions", 2)
                    .config("spark.ui.enabled", false)
                    .config("spark.ui.showConsoleProgress", false)
                    .config("spark.sql.session.timeZone", "UTC")
                    .config("spark.sql.ansi.enabled", true)
                    .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
                    .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                    .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                    .config("spark.databricks.delta.snapshotPartitions", 1)
                    // a few rows are interpreted sooner than code for them is compiled; halves the tests' time
                    .config("spark.sql.codegen.wholeStage", false)
                    .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
                    // nor is there anything to adapt to
                    .config("spark.sql.adaptive.enabled", false)
                    .config("spark.sql.sources.parallelPartitionDiscovery.parallelism", 2)
                    .config(
                            "spark.sql.warehouse.dir",
                            Path.of("target", "warehouse").toAbsolutePath().toString())
                    .getOrCreate();
            session.sparkContext()
                    .setLogLevel("OFF"); // what fails, fails in the test; expected failures need no stack traces
            return session;
        }
    }
}
