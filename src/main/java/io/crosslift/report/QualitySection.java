package io.crosslift.report;

import io.crosslift.report.Numbers.Column;
import io.crosslift.schema.IdentityChecks;
import io.crosslift.schema.IngestCounts;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.Reconciliation;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the numbers rest on: what was rejected, whether sums and the ledger agree, how fresh the data is, what was left out. */
final class QualitySection {
    private static final List<String> REJECTED =
            List.of("quarantined", "excluded", "duplicate", "future", "beyond_window");

    private final PublishedTables tables;
    private final ReportRun run;

    QualitySection(PublishedTables tables, ReportRun run) {
        this.tables = tables;
        this.run = run;
    }

    List<Section> sections() {
        List<String> sentences = new ArrayList<>();
        List<Figure> figures = new ArrayList<>();
        counts(sentences, figures);
        identities(sentences);
        ledger(sentences, figures);
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("quality", "Can the numbers be trusted?", sentences, figures));
        if (!run.skipped().isEmpty()) {
            List<List<String>> rows = run.skipped().entrySet().stream()
                    .map(entry -> List.of(entry.getKey(), entry.getValue()))
                    .toList();
            sections.add(new Section(
                    "skipped",
                    "What is missing, and why",
                    List.of("What the data cannot answer is left out, never shown as zero."),
                    List.of(new Figure(
                            "Tables and steps that were skipped",
                            null,
                            new Numbers(List.of(Column.text("what"), Column.text("why")), rows)))));
        }
        return sections;
    }

    private void counts(List<String> sentences, List<Figure> figures) {
        List<PublishedRow> counts = tables.of(
                IngestCounts.TABLE, row -> row.text(IngestCounts.RUN_ID).equals(run.runId()));
        long produced = sum(counts, "produced");
        if (produced == 0) {
            return;
        }
        long quarantined = sum(counts, "quarantined");
        sentences.add("Of " + Wording.count(produced) + " rows taken in, " + Wording.count(quarantined) + " ("
                + Wording.percent((double) quarantined / produced)
                + ") are flawed and set aside with their reason; they come back when their source is mended.");
        freshness(counts, figures);
        List<List<String>> rows = counts.stream()
                .filter(row -> REJECTED.contains(row.text(IngestCounts.OUTCOME)))
                .sorted(Comparator.comparing((PublishedRow row) -> -row.count(IngestCounts.ROWS)))
                .map(row -> List.of(
                        row.text(IngestCounts.TABLE_NAME),
                        Wording.name(row.text(IngestCounts.OUTCOME)),
                        Wording.flag(row.text(IngestCounts.REASON)),
                        Wording.count(row.count(IngestCounts.ROWS)),
                        Wording.money(row.decimal(IngestCounts.AMOUNT))))
                .toList();
        if (!rows.isEmpty()) {
            figures.add(new Figure(
                    "Rows not taken in, by table and reason",
                    null,
                    new Numbers(
                            List.of(
                                    Column.text("table"),
                                    Column.text("outcome"),
                                    Column.text("reason"),
                                    Column.number("rows"),
                                    Column.number("amount")),
                            rows)));
        }
    }

    private static long sum(List<PublishedRow> counts, String outcome) {
        return counts.stream()
                .filter(row -> row.text(IngestCounts.OUTCOME).equals(outcome))
                .mapToLong(row -> row.count(IngestCounts.ROWS))
                .sum();
    }

    /** The newest event of each table that has events. */
    private static void freshness(List<PublishedRow> counts, List<Figure> figures) {
        Map<String, LocalDate> newest = new TreeMap<>();
        for (PublishedRow row : counts) {
            String table = row.text(IngestCounts.TABLE_NAME);
            if (!table.startsWith("feed.")
                    && row.text(IngestCounts.OUTCOME).equals("accepted")
                    && row.values().get(IngestCounts.NEWEST_EVENT) instanceof Instant event) {
                newest.merge(
                        table,
                        LocalDate.ofInstant(event, ZoneOffset.UTC),
                        (one, other) -> one.isAfter(other) ? one : other);
            }
        }
        if (newest.isEmpty()) {
            return;
        }
        List<List<String>> rows = newest.entrySet().stream()
                .sorted(Map.Entry.<String, LocalDate>comparingByValue().reversed())
                .map(entry -> List.of(entry.getKey(), Wording.day(entry.getValue())))
                .toList();
        figures.add(new Figure(
                "How far the data reaches",
                null,
                new Numbers(List.of(Column.text("table"), Column.text("newest event, UTC")), rows)));
    }

    /** Revenue beside the general ledger, newest months first. */
    private void ledger(List<String> sentences, List<Figure> figures) {
        List<PublishedRow> months = tables.of(
                Reconciliation.TABLE, row -> !row.text(Reconciliation.STATUS).equals(Reconciliation.NO_LEDGER));
        if (months.isEmpty()) {
            return;
        }
        List<PublishedRow> open = months.stream()
                .filter(row -> row.text(Reconciliation.STATUS).equals(Reconciliation.UNRECONCILED))
                .toList();
        sentences.add(
                open.isEmpty()
                        ? "Every difference to the general ledger has its reason, in all months that it covers."
                        : Wording.count(open.size()) + " of " + Wording.count(months.size())
                                + " comparisons with the general ledger hold differences WITHOUT a reason: see"
                                + " kpi.kpi_reconciliation_lines.");
        List<List<String>> rows = months.stream()
                .sorted(Comparator.comparing((PublishedRow row) -> row.day(KpiColumns.PERIOD_START))
                        .reversed()
                        .thenComparing(row -> row.text(Reconciliation.MEASURE)))
                .map(row -> List.of(
                        Wording.month(row.day(KpiColumns.PERIOD_START)),
                        Wording.name(row.text(Reconciliation.MEASURE)),
                        Wording.money(row.decimal(Reconciliation.KPI_TOTAL)),
                        Wording.money(row.decimal(Reconciliation.LEDGER_TOTAL)),
                        Wording.money(row.decimal(Reconciliation.DIFFERENCE)),
                        Wording.money(row.decimal(Reconciliation.UNEXPLAINED))))
                .toList();
        figures.add(new Figure(
                "Revenue and the general ledger, by month",
                null,
                new Numbers(
                        List.of(
                                Column.text("month"),
                                Column.text("measure"),
                                Column.number("revenue"),
                                Column.number("ledger"),
                                Column.number("difference"),
                                Column.number("without a reason")),
                        rows)));
    }

    private void identities(List<String> sentences) {
        List<PublishedRow> checks = tables.of(
                IdentityChecks.TABLE, row -> row.text(IdentityChecks.RUN_ID).equals(run.runId()));
        if (checks.isEmpty()) {
            return;
        }
        long passed =
                checks.stream().filter(row -> row.flag(IdentityChecks.PASSED)).count();
        sentences.add(
                passed == checks.size()
                        ? "All " + Wording.count(passed)
                                + " accounting identities hold: credit, revenue and balances"
                                + " add up in every roll-up."
                        : Wording.count(checks.size() - passed) + " of " + Wording.count(checks.size())
                                + " accounting identities FAIL: do not use these numbers before kpi.identity_check is explained.");
    }
}
