package io.crosslift.job;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.lake.Lake;
import io.crosslift.schema.Subscriptions;
import io.crosslift.schema.TableCatalogue;
import io.crosslift.schema.TableSpec;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far back a run may change what earlier runs left (rulings H-3). Slices are local months.
 *
 * @param first first month that may change, or null: everything is computed anew
 * @param last the run published last, or null
 * @param forced every month from the first on is restated, whether anything has changed in it or not
 * @param reason why, as a clause for the console
 */
record Restatement(@Nullable LocalDate first, @Nullable RecordedRun last, boolean forced, String reason) {
    /**
     * The plan of a run, before its feeds are opened. Everything is computed where nothing comparable was published; otherwise
     * the window before as-of is restated, or what {@code --from} says, and in any case all since the last as-of.
     */
    static Restatement of(Lake lake, ResolvedSettings settings, String codeVersion) {
        Optional<RecordedRun> published = RunRecords.lastPublished(lake);
        if (published.isEmpty()) {
            return whole(null, "no run was published here before");
        }
        RecordedRun last = published.get();
        Optional<String> incomparable = incomparable(last, lake, settings, codeVersion);
        if (incomparable.isPresent()) {
            return whole(last, incomparable.get());
        }
        LocalDate from = settings.settings().run().from();
        int window = settings.settings().run().restateWindowDays();
        LocalDate asOf = settings.asOf();
        Restatement plan = from == null
                ? new Restatement(month(asOf.minusDays(window)), last, false, "what changed since " + named(last))
                : new Restatement(month(from), last, true, "as run.from says");
        return plan.since(last.asOf().plusDays(1));
    }

    private static Optional<String> incomparable(
            RecordedRun last, Lake lake, ResolvedSettings settings, String codeVersion) {
        String source = settings.settings().source().name();
        if (!last.source().equals(source)) {
            return Optional.of("the last run was of source " + last.source());
        }
        if (!last.settingsHash().equals(settings.hash())) {
            return Optional.of("settings have changed since " + named(last));
        }
        if (!last.codeVersion().equals(codeVersion)) {
            return Optional.of("the program has changed since " + named(last) + ", from " + last.codeVersion() + " to "
                    + codeVersion);
        }
        return Stream.concat(TableCatalogue.ofSchema("core"), TableCatalogue.ofSchema("fact"))
                .map(TableSpec::qualifiedName)
                .filter(table ->
                        last.versions().containsKey(table) && !lake.versions().containsKey(table))
                .findFirst()
                .map(table -> table + " is gone");
    }

    /** Everything, for a reason. */
    static Restatement whole(@Nullable RecordedRun last, String reason) {
        return new Restatement(null, last, false, reason);
    }

    /**
     * The same, or everything where other tables are fed than in the last run, what they lead to being of no month, or where
     * subscriptions are: what a change of one leads to reaches back and forth over its whole history.
     */
    Restatement feeding(Set<TableSpec> fed, Set<String> absent) {
        if (whole() || last == null) {
            return this;
        }
        if (fed.contains(Subscriptions.TABLE)) {
            return whole(last, "histories of subscriptions are replayed whole");
        }
        Set<String> before = coreTables(last.skipped().keySet());
        return before.equals(coreTables(absent)) ? this : whole(last, "other tables are fed than in " + named(last));
    }

    private static Set<String> coreTables(Set<String> skipped) {
        return skipped.stream().filter(what -> what.startsWith("core.")).collect(Collectors.toSet());
    }

    /** Whether everything is computed anew. */
    boolean whole() {
        return first == null;
    }

    /** Whether what appended feeds have delivered before belongs to this source. */
    boolean sameSource(String source) {
        return last == null || last.source().equals(source);
    }

    /** The first month whose state can differ for the passing of time alone, or null where as-of is that of the last run. */
    @Nullable
    LocalDate firstMatured(LocalDate asOf) {
        if (last == null || last.asOf().equals(asOf)) {
            return null;
        }
        return month((last.asOf().isBefore(asOf) ? last.asOf() : asOf).plusDays(1));
    }

    /** What a run says it will do, in one line. */
    String sentence() {
        return whole() ? "computes everything: " + reason : "restates from " + first + " at the earliest: " + reason;
    }

    /** The earlier of two months, of which null is none. */
    static @Nullable LocalDate earlier(@Nullable LocalDate one, @Nullable LocalDate other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    private Restatement since(LocalDate day) {
        return first == null || !month(day).isBefore(first) ? this : new Restatement(month(day), last, forced, reason);
    }

    private static String named(RecordedRun run) {
        return "the run of " + run.asOf();
    }

    private static LocalDate month(LocalDate day) {
        return day.withDayOfMonth(1);
    }
}
