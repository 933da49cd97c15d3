package io.crosslift.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.crosslift.job.JobGraph;
import java.util.Map;
import picocli.CommandLine.Command;

/** Prints the job graph. */
@Command(
        name = "plan",
        description = {
            "Prints the stages of a run, what each waits for and writes, as JSON; needs no Spark session.",
            ""
        },
        footer = {"", "Examples:", "  crosslift plan", "  crosslift plan --config conf/cluster.conf"})
final class PlanCommand extends BaseCommand {
    @Override
    public Integer call() throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        out().println(mapper.writeValueAsString(Map.of("stages", JobGraph.plan())));
        return 0;
    }
}
