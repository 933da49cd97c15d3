package io.crosslift.cli;

import io.crosslift.lift.ExperimentAudience;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say who an experiment is about, and what is measured of them. */
final class AudienceOptions {
    enum Audience {
        EXISTING,
        ALL
    }

    enum Unit {
        ACCOUNT,
        CLUSTER
    }

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Metrics, the primary one first (default: net_revenue,converted).")
    private List<String> metrics = new ArrayList<>();

    @Option(
            names = "--window",
            paramLabel = "DAYS",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Days over which they are measured, from assignment on (default: 30).")
    private List<Integer> windows = new ArrayList<>();

    @Option(
            names = "--audience",
            paramLabel = "existing|all",
            description = "Accounts that kept something they bought, or all (default: existing).")
    private Audience audience = Audience.EXISTING;

    @Option(
            names = "--family",
            paramLabel = "NAME",
            description = "The product family it is about: accounts that own it already are left out.")
    private @Nullable String family;

    @Option(
            names = "--by",
            paramLabel = "account|cluster",
            description = "What is dealt to an arm: an account, or all accounts of one parent (default: account).")
    private Unit unit = Unit.ACCOUNT;

    @Option(
            names = "--stratify",
            paramLabel = "TYPE",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Segment types inside whose segments each arm gets its share.")
    private List<String> strata = new ArrayList<>();

    List<String> metrics() {
        return metrics.isEmpty() ? List.of("net_revenue", "converted") : stripped(metrics);
    }

    List<Integer> windows() {
        return windows.isEmpty() ? List.of(30) : List.copyOf(windows);
    }

    @Nullable
    String family() {
        return family;
    }

    ExperimentAudience audience() {
        return new ExperimentAudience(audience == Audience.EXISTING, family, unit == Unit.CLUSTER, stripped(strata));
    }

    private static List<String> stripped(List<String> names) {
        return names.stream().map(name -> name.strip()).toList();
    }
}
