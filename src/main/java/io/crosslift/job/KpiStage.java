package io.crosslift.job;

import io.crosslift.kpi.KpiCatalogue;
import io.crosslift.kpi.KpiInputs;
import io.crosslift.kpi.KpiSettings;
import io.crosslift.kpi.KpiTable;
import io.crosslift.schema.TableSpec;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Stages KPI tables, each whose inputs are present. */
final class KpiStage implements Stage {
    private final List<KpiTable> tables;

    /** All of them. */
    KpiStage() {
        this(KpiCatalogue.TABLES);
    }

    private KpiStage(List<KpiTable> tables) {
        this.tables = tables;
    }

    /** A stage of one table. */
    static KpiStage of(TableSpec table) {
        return new KpiStage(KpiCatalogue.TABLES.stream()
                .filter(kpi -> kpi.table().equals(table))
                .toList());
    }

    @Override
    public String name() {
        return "kpis";
    }

    @Override
    public List<String> after() {
        return List.of("expansion", "recurring", "attribution", "calibration");
    }

    @Override
    public List<TableSpec> writes() {
        return tables.stream().map(KpiTable::table).toList();
    }

    @Override
    public void run(RunContext run) {
        KpiInputs inputs = new KpiInputs(
                run.spark(), new TablesOfRun(run), run.asOf(), run.runId(), KpiSettings.of(run.settings()));
        for (KpiTable kpi : tables) {
            List<TableSpec> missing = kpi.missing(inputs);
            if (missing.isEmpty()) {
                run.stage(kpi.table(), kpi.rows(inputs));
            } else {
                run.skip(
                        kpi.table().qualifiedName(),
                        "there is no "
                                + missing.stream()
                                        .map(TableSpec::qualifiedName)
                                        .collect(Collectors.joining(" and no ")));
            }
        }
    }

    private record TablesOfRun(RunContext run) implements KpiInputs.Tables {
        @Override
        public boolean has(TableSpec table) {
            return run.has(table);
        }

        @Override
        public Dataset<Row> read(TableSpec table) {
            return run.read(table);
        }
    }
}
