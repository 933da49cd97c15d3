package io.crosslift.job;

import io.crosslift.schema.TableSpec;
import java.util.List;
import java.util.stream.Stream;

/** The stages of a run, in the order in which they run. */
public final class JobGraph {
    static final List<Stage> STAGES = List.of(
            new IngestStage(),
            new ExpansionStage(),
            new RecurringStage(),
            new JourneyStage(),
            new AttributionStage(),
            new LiftStage(),
            new CalibrationStage(),
            new PropensityStage(),
            new KpiStage(),
            new ReconcileStage());

    /**
     * A stage as schedulers see it.
     *
     * @param name name
     * @param after stages it waits for
     * @param writes qualified names of the tables it writes
     */
    public record PlannedStage(String name, List<String> after, List<String> writes) {}

    private JobGraph() {}

    /** The stages up to one of them, that one included. */
    static Stream<Stage> through(Class<? extends Stage> last) {
        int position = STAGES.stream().map(Object::getClass).toList().indexOf(last);
        return STAGES.stream().limit(position + 1);
    }

    /** The stages with what they wait for and write. */
    public static List<PlannedStage> plan() {
        return STAGES.stream()
                .map(stage -> new PlannedStage(
                        stage.name(),
                        stage.after(),
                        stage.writes().stream().map(TableSpec::qualifiedName).toList()))
                .toList();
    }
}
