package io.crosslift.job;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.ProvenanceColumns;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Rows of R15 and R16 that an assignment writes; their source system says so, and no feed replaces them. */
final class ExperimentRows {
    /** Source system of experiments that were declared here. */
    static final String DECLARED_HERE = "crosslift";

    /** Columns that don't make an experiment another one. */
    private static final Set<String> STAMPS = Set.of(
            Experiments.REGISTERED_AT,
            ProvenanceColumns.INGESTED_AT,
            ProvenanceColumns.RECORD_HASH,
            ProvenanceColumns.SOURCE_SYSTEM);

    private ExperimentRows() {}

    /** The row of R15. */
    static Row declared(NewExperiment experiment, long registeredAt, ExperimentLake lake, Instant now) {
        Object[] values = Arrays.stream(Experiments.TABLE.columns().fieldNames())
                .map(column -> switch (column) {
                    case Experiments.EXPERIMENT_ID -> experiment.id();
                    case Experiments.DESIGN -> experiment.design();
                    case Experiments.UNIT_TYPE -> "account";
                    case Experiments.CONTROL_ARM -> experiment.control();
                    case Experiments.ALLOCATION -> experiment.allocation().shares();
                    case Experiments.FAMILY -> experiment.family();
                    case Experiments.EXPOSURE_REFS ->
                        experiment.exposureRefs().isEmpty()
                                ? null
                                : experiment.exposureRefs().toArray();
                    case Experiments.PRIMARY_METRIC -> experiment.metrics().get(0);
                    case Experiments.METRICS -> experiment.metrics().toArray();
                    case Experiments.WINDOWS -> experiment.windows().toArray();
                    case Experiments.ALPHA -> experiment.alpha().setScale(8);
                    case Experiments.SEQUENTIAL_PLAN -> experiment.sequentialPlan();
                    case Experiments.SALT -> experiment.salt();
                    case Experiments.START_AT -> timestamp(lake.localMidnight(experiment.start()));
                    case Experiments.END_AT ->
                        timestamp(lake.localMidnight(experiment.end().plusDays(1)));
                    case Experiments.REGISTERED_AT -> timestamp(registeredAt);
                    case ProvenanceColumns.SOURCE_SYSTEM -> DECLARED_HERE;
                    case ProvenanceColumns.INGESTED_AT -> Timestamp.from(now);
                    case ProvenanceColumns.RECORD_HASH -> hash(experiment.toString());
                    default -> null;
                })
                .toArray();
        return RowFactory.create(values);
    }

    /** What a stored declaration has otherwise than a new one, both one row of R15: a clause for each column. */
    static List<String> differences(Dataset<Row> stored, Dataset<Row> wanted) {
        List<String> names = Arrays.stream(Experiments.TABLE.columns().fieldNames())
                .filter(name -> !STAMPS.contains(name))
                .toList();
        Row before = stored.select(asText(names)).head();
        Row after = wanted.select(asText(names)).head();
        return names.stream()
                .filter(name -> !Objects.equals(before.getAs(name), after.getAs(name)))
                .map(name -> name + " is " + shown(before, name) + ", not " + shown(after, name))
                .toList();
    }

    private static Column[] asText(List<String> names) {
        return names.stream()
                .map(name -> name.equals(Experiments.ALLOCATION) || name.equals(Experiments.FACTORS)
                        ? array_sort(map_entries(col(name))).cast("string").as(name)
                        : col(name).cast("string").as(name))
                .toArray(Column[]::new);
    }

    private static String shown(Row row, String name) {
        return Objects.toString(row.getAs(name), "not set");
    }

    /** Dealt units to rows of R16, known from an instant on. */
    static Dataset<Row> assignments(NewExperiment experiment, Dataset<Row> dealt, long atMicros, Instant now) {
        Column at = timestamp_micros(lit(atMicros));
        Column own = col(ExperimentAssignments.UNIT_ID);
        Column hash = sha2(
                concat_ws("\n", lit(experiment.id()), own, col(ExperimentAssignments.ARM))
                        .cast("binary"),
                256);
        Map<String, Column> values = Map.of(
                ExperimentAssignments.EXPERIMENT_ID, lit(experiment.id()),
                ExperimentAssignments.UNIT_ID, col(ExperimentAssignments.UNIT_ID),
                ExperimentAssignments.VALID_FROM, at,
                ExperimentAssignments.ARM, col(ExperimentAssignments.ARM),
                ExperimentAssignments.ASSIGNED_AT, at,
                ExperimentAssignments.STRATUM, col(ExperimentAssignments.STRATUM),
                ExperimentAssignments.CLUSTER_ID,
                        when(lit(experiment.audience().byCluster()), col(ExperimentAssignments.CLUSTER_ID)),
                ProvenanceColumns.SOURCE_SYSTEM, lit(DECLARED_HERE),
                ProvenanceColumns.INGESTED_AT, timestamp_micros(lit(ChronoUnit.MICROS.between(Instant.EPOCH, now))),
                ProvenanceColumns.RECORD_HASH, hash);
        return dealt.select(Arrays.stream(ExperimentAssignments.TABLE.shape().fields())
                .map(field -> values.getOrDefault(field.name(), lit(null))
                        .cast(field.dataType())
                        .as(field.name()))
                .toArray(Column[]::new));
    }

    private static Timestamp timestamp(long micros) {
        return Timestamp.from(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
