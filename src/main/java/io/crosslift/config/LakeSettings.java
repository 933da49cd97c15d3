package io.crosslift.config;

import static io.crosslift.config.Check.check;

import java.time.Duration;

/**
 * Where the lakehouse lies and how it is kept.
 *
 * @param root path or URI of the lakehouse
 * @param logRetention how long table history is kept
 * @param deletedFileRetention how long files of old versions are kept
 * @param writeRetries how often a lost write conflict is tried again
 */
public record LakeSettings(String root, Duration logRetention, Duration deletedFileRetention, int writeRetries) {
    public LakeSettings {
        check(!root.isBlank(), "lake.root must not be empty");
        check(!logRetention.isNegative(), "lake.log-retention must not be negative, was %s", logRetention);
        check(
                !deletedFileRetention.isNegative(),
                "lake.deleted-file-retention must not be negative, was %s",
                deletedFileRetention);
        check(writeRetries >= 0 && writeRetries <= 20, "lake.write-retries must be 0 to 20, was %s", writeRetries);
    }
}
