package io.crosslift.job;

import io.crosslift.schema.ExperimentJoinAudit;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.TableSpec;
import java.util.List;

/** Measures every experiment. */
final class LiftStage implements Stage {
    @Override
    public String name() {
        return "lift";
    }

    @Override
    public List<String> after() {
        return List.of("ingest", "expansion");
    }

    @Override
    public List<TableSpec> writes() {
        return List.of(ExperimentLift.TABLE, ExperimentJoinAudit.TABLE);
    }

    @Override
    public void run(RunContext run) {
        if (!run.has(Experiments.TABLE)) {
            run.skip("lift", "no feed fills " + Experiments.TABLE.qualifiedName());
        }
    }
}
