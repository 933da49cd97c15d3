package io.crosslift.job;

import io.crosslift.config.BuildVersions;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.lake.CommitStamp;
import io.crosslift.lake.Lake;
import java.time.LocalDate;
import org.apache.spark.sql.SparkSession;

/** The lakehouse as a command sees it that is no run: what it may write says itself which run it is about, so no as-of is stamped. */
final class CommandLake {
    private CommandLake() {}

    static Lake open(SparkSession spark, ResolvedSettings settings, String command) {
        CommitStamp stamp = new CommitStamp(
                command, LocalDate.EPOCH, settings.hash(), BuildVersions.read().project());
        return new Lake(spark, settings.settings().lake(), stamp);
    }
}
