package io.crosslift.job;

import io.crosslift.config.BuildVersions;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.kpi.KpiCatalogue;
import io.crosslift.lake.CommitStamp;
import io.crosslift.lake.Lake;
import io.crosslift.lift.ExperimentAudience;
import io.crosslift.lift.LiftInputs;
import io.crosslift.lift.LiftRules;
import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.Instants;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.TableSpec;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** What planning and assigning an experiment read: the tables of the last run, at the last day that they hold. */
final class ExperimentLake {
    private final ResolvedSettings settings;
    private final Lake lake;
    private final LocalDate asOf;
    private final LocalDate newest;

    /**
     * Opens the lakehouse.
     *
     * @throws Failure usage: nothing was published there yet, or the as-of lies after what was
     */
    ExperimentLake(SparkSession spark, ResolvedSettings settings, String command) {
        this.settings = settings;
        this.newest = RunRecords.newestPublished(CommandLake.open(spark, settings, command))
                .orElseThrow(() -> Failure.usage("the lakehouse "
                        + settings.settings().lake().root()
                        + " holds no published run, whose history is needed: start `run` first or name another folder"
                        + " with --lakehouse"));
        LocalDate given = settings.settings().run().asOf();
        if (given != null && given.isAfter(newest)) {
            throw Failure.usage("as-of " + given + " lies after the newest published run of " + newest
                    + ": start `run` for that day first, or leave --as-of out");
        }
        this.asOf = given == null ? newest : given;
        this.lake = new Lake(
                spark,
                settings.settings().lake(),
                new CommitStamp(
                        command + "-" + asOf,
                        asOf,
                        settings.hash(),
                        BuildVersions.read().project()));
    }

    Lake lake() {
        return lake;
    }

    LocalDate asOf() {
        return asOf;
    }

    String currency() {
        return settings.settings().reporting().currency();
    }

    /** Local midnight of a day in the reporting zone, microseconds since the epoch. */
    long localMidnight(LocalDate day) {
        return Instants.midnight(day, settings.settings().reporting().timeZone());
    }

    /** The first instant that doesn't exist yet, microseconds since the epoch. */
    long endOfAsOf() {
        return localMidnight(asOf.plusDays(1));
    }

    /** The first instant that no published run has seen; it may lie after as-of. */
    long endOfKnown() {
        return localMidnight(newest.plusDays(1));
    }

    LiftRules rules() {
        return new LiftRules(
                asOf,
                "experiment",
                KpiCatalogue.DEFINITION_VERSION,
                settings.settings().history().completeFrom(),
                settings.settings().reporting(),
                settings.settings().lift());
    }

    LiftInputs inputs() {
        return LiftInputs.of(
                        lake.readOrEmpty(Experiments.TABLE),
                        lake.readOrEmpty(ExperimentAssignments.TABLE),
                        lake.read(Accounts.TABLE))
                .with(AccountSegments.TABLE, optional(AccountSegments.TABLE))
                .with(ClassifiedLines.TABLE, optional(ClassifiedLines.TABLE))
                .with(Conversions.TABLE, optional(Conversions.TABLE))
                .with(MrrMovements.TABLE, optional(MrrMovements.TABLE));
    }

    /** Accounts of the audience as known at the end of as-of: {@code unit_id, cluster_id, stratum}. */
    Dataset<Row> audience(ExperimentAudience audience, LiftInputs inputs) {
        refuseUnknownStrata(audience.strata(), inputs.accountSegments());
        Dataset<Row> ownership = ownership();
        refuseUnknownFamily(audience.notOwning(), ownership);
        return audience.of(inputs, ownership, endOfAsOf());
    }

    /** Ownership changes, or null where nothing is known of them. */
    @Nullable
    Dataset<Row> ownership() {
        return optional(OwnershipChanges.TABLE);
    }

    private static void refuseUnknownStrata(List<String> types, @Nullable Dataset<Row> segments) {
        if (types.isEmpty()) {
            return;
        }
        TreeSet<String> known = segments == null
                ? new TreeSet<>()
                : segments.select(AccountSegments.SEGMENT_TYPE).distinct().collectAsList().stream()
                        .map(row -> row.getString(0))
                        .collect(Collectors.toCollection(TreeSet::new));
        for (String type : types) {
            if (!known.contains(type)) {
                throw Failure.usage("--stratify: " + AccountSegments.TABLE.qualifiedName() + " has no segment type "
                        + type + (known.isEmpty() ? ", it is empty" : ", it has " + String.join(", ", known)));
            }
        }
    }

    private static void refuseUnknownFamily(@Nullable String family, @Nullable Dataset<Row> ownership) {
        if (family == null) {
            return;
        }
        List<String> known = ownership == null
                ? List.of()
                : ownership
                        .select(OwnershipChanges.FAMILY)
                        .distinct()
                        .orderBy(OwnershipChanges.FAMILY)
                        .collectAsList()
                        .stream()
                        .map(row -> row.getString(0))
                        .toList();
        if (!known.contains(family)) {
            Stream<String> shown = known.stream().limit(20);
            throw Failure.usage("--family: no account ever owned " + family + ", the families are "
                    + shown.collect(Collectors.joining(", ")) + (known.size() > 20 ? ", ..." : ""));
        }
    }

    private @Nullable Dataset<Row> optional(TableSpec table) {
        return lake.exists(table) ? lake.read(table) : null;
    }
}
