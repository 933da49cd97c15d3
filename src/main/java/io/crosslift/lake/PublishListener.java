package io.crosslift.lake;

import io.crosslift.schema.TableSpec;

/** Told before each table of a publish loop, so that a test can stop the loop there. */
@FunctionalInterface
interface PublishListener {
    PublishListener NONE = table -> {};

    void before(TableSpec table);
}
