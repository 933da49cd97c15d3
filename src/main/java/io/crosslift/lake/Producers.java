package io.crosslift.lake;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.AttributionModelShares;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.ExperimentJoinAudit;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.IngestCounts;
import io.crosslift.schema.Journeys;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.PathCounts;
import io.crosslift.schema.PropensityScores;
import io.crosslift.schema.PropensityValidation;
import io.crosslift.schema.Quarantine;
import io.crosslift.schema.TableSpec;
import java.util.Map;

/** Which job of a run writes a table, for the message that it is missing. */
final class Producers {
    private static final Map<String, String> BY_SCHEMA =
            Map.of("core", "ingest", "fact", "expansion", "kpi", "kpis", "ops", "reconcile");

    private static final Map<String, String> BY_TABLE = Map.ofEntries(
            Map.entry(Journeys.TABLE.qualifiedName(), "journeys"),
            Map.entry(PathCounts.TABLE.qualifiedName(), "journeys"),
            Map.entry(OfferJourneys.TABLE.qualifiedName(), "journeys"),
            Map.entry(AttributionCredits.TABLE.qualifiedName(), "attribution"),
            Map.entry(AttributionModelShares.TABLE.qualifiedName(), "attribution"),
            Map.entry(ExperimentLift.TABLE.qualifiedName(), "lift"),
            Map.entry(ExperimentJoinAudit.TABLE.qualifiedName(), "lift"),
            Map.entry(Calibrations.TABLE.qualifiedName(), "calibration"),
            Map.entry(PropensityScores.TABLE.qualifiedName(), "propensity"),
            Map.entry(PropensityValidation.TABLE.qualifiedName(), "propensity"),
            Map.entry(Quarantine.TABLE.qualifiedName(), "ingest"),
            Map.entry(IngestCounts.TABLE.qualifiedName(), "ingest"));

    static String of(TableSpec table) {
        return BY_TABLE.getOrDefault(table.qualifiedName(), BY_SCHEMA.getOrDefault(table.schema(), "run"));
    }

    private Producers() {}
}
