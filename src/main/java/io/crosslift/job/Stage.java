package io.crosslift.job;

import io.crosslift.schema.TableSpec;
import java.util.List;

/** One step of a run: reads tables, transforms them, writes tables. Running it again writes the same rows. */
interface Stage {
    /** Name on the console, in the plan and in {@code ops.run_stage}. */
    String name();

    /** Names of the stages whose tables it reads. */
    List<String> after();

    /** Tables it writes, where their inputs are present. */
    List<TableSpec> writes();

    /** Does the work; what it can't do for want of a feed it says with {@link RunContext#skip}. */
    void run(RunContext run);
}
