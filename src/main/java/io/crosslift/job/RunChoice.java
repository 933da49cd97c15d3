package io.crosslift.job;

import io.crosslift.failure.Failure;
import io.crosslift.lake.Lake;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Two published runs to compare, the earlier one first.
 *
 * @param before run published first
 * @param after run published later
 */
record RunChoice(RecordedRun before, RecordedRun after) {
    private static final int NAMED = 3;

    /**
     * The runs that are named, or the two published last.
     *
     * @throws Failure usage: one was not published here, or there are not two
     */
    static RunChoice of(Lake lake, List<String> names) {
        List<RecordedRun> published = RunRecords.published(lake);
        if (names.isEmpty()) {
            if (published.size() < 2) {
                throw Failure.usage("the lakehouse holds " + published.size()
                        + " published runs, and it takes two to compare: run again first, or name another folder with"
                        + " --lakehouse");
            }
            return new RunChoice(published.get(1), published.get(0));
        }
        RecordedRun one = named(published, names.get(0));
        RecordedRun other = named(published, names.get(1));
        if (one.equals(other)) {
            throw Failure.usage("--run names " + one.runId() + " twice: name two runs");
        }
        return published.indexOf(one) > published.indexOf(other)
                ? new RunChoice(one, other)
                : new RunChoice(other, one);
    }

    /**
     * The run that is named, or the one published last.
     *
     * @throws Failure usage: it was not published here, or none was
     */
    static RecordedRun one(Lake lake, @Nullable String name) {
        if (name != null) {
            return named(RunRecords.published(lake), name);
        }
        return RunRecords.lastPublished(lake)
                .orElseThrow(
                        () -> Failure.usage("the lakehouse holds no published run: `run` publishes one, or name another"
                                + " folder with --lakehouse"));
    }

    private static RecordedRun named(List<RecordedRun> published, String name) {
        return published.stream()
                .filter(run -> run.runId().equals(name))
                .findFirst()
                .orElseThrow(() -> Failure.usage("there is no published run " + name + ": give a run_id of ops.run, "
                        + (published.isEmpty()
                                ? "which holds none"
                                : "the newest are "
                                        + published.stream()
                                                .limit(NAMED)
                                                .map(RecordedRun::runId)
                                                .collect(Collectors.joining(", ")))));
    }
}
