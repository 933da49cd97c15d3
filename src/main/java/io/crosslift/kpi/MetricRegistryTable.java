package io.crosslift.kpi;

import io.crosslift.schema.MetricRegistry;
import io.crosslift.schema.TableSpec;
import java.sql.Date;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** K23: one row per metric of {@link MetricCatalogue}, with the windows in force. */
final class MetricRegistryTable implements KpiTable {
    @Override
    public TableSpec table() {
        return MetricRegistry.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of();
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        List<Row> rows = MetricCatalogue.METRICS.stream()
                .map(metric -> row(metric, inputs))
                .toList();
        return inputs.spark().createDataFrame(rows, MetricRegistry.TABLE.shape());
    }

    private static Row row(Metric metric, KpiInputs inputs) {
        Metric.Reading reading = metric.reading();
        return RowFactory.create(
                metric.id(),
                KpiCatalogue.DEFINITION_VERSION,
                metric.name(),
                metric.table().qualifiedName(),
                metric.formula(),
                metric.numerator(),
                metric.denominator(),
                metric.unit(),
                metric.additive(),
                reading.cadence(),
                reading.leadingOrLagging(),
                reading.stage(),
                reading.owner(),
                reading.contributors(),
                reading.windows().apply(inputs.settings()),
                reading.scope(),
                null,
                null,
                Date.valueOf(inputs.asOf()),
                inputs.runId());
    }
}
