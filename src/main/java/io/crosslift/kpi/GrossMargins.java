package io.crosslift.kpi;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.Products;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The gross margin of what was sold: that of the products at the time. */
final class GrossMargins {
    /** Margin of a conversion as a fraction of its value; NULL where that of a product isn't known. */
    static final String MARGIN = "conversion_margin";
    /** Margin of a line in reporting currency, rounded to the cent; NULL where that of its product isn't known. */
    static final String OF_LINE = "line_margin";

    private static final String VALUE = "product_value";
    private static final String AT = "sold_at";

    private GrossMargins() {}

    /** Lines in, the same lines with the margin of what is left of them after refunds out. */
    static Dataset<Row> onLines(Dataset<Row> lines, KpiInputs inputs) {
        if (!inputs.has(Products.TABLE)) {
            return lines.withColumn(OF_LINE, lit(null).cast(ColumnTypes.MONEY));
        }
        Dataset<Row> sold = lines.withColumn(AT, col(ClassifiedLines.LINE_TS));
        Column margin = round(col(ClassifiedLines.NET).multiply(col(Products.GROSS_MARGIN)), 2);
        return withVersions(sold, inputs.read(Products.TABLE))
                .select(Published.with(
                        List.of(lines.columns()), margin.cast(ColumnTypes.MONEY).as(OF_LINE)));
    }

    /** One row per conversion with its margin, weighted by what each product was worth; nothing where products aren't fed. */
    static Optional<Dataset<Row>> ofConversions(KpiInputs inputs) {
        List<Dataset<Row>> sold = new ArrayList<>();
        if (inputs.has(ClassifiedLines.TABLE)) {
            sold.add(inputs.read(ClassifiedLines.TABLE)
                    .filter(col(ClassifiedLines.CONVERSION_ID).isNotNull())
                    .select(
                            col(ClassifiedLines.CONVERSION_ID),
                            col(ClassifiedLines.PRODUCT_ID),
                            col(ClassifiedLines.LINE_TS).as(AT),
                            col(ClassifiedLines.GROSS)
                                    .minus(col(ClassifiedLines.DISCOUNT))
                                    .cast(ColumnTypes.MONEY)
                                    .as(VALUE)));
        }
        if (inputs.has(MrrMovements.TABLE)) {
            Column conversion = concat_ws(
                    "|", col(MrrMovements.CHANGE_SET_ID), col(MrrMovements.MOVEMENT_CLASS), col(MrrMovements.FAMILY));
            sold.add(inputs.read(MrrMovements.TABLE)
                    .filter(col(MrrMovements.IS_COMMERCIAL))
                    .select(
                            conversion.as(Conversions.CONVERSION_ID),
                            col(MrrMovements.PRODUCT_ID),
                            col(MrrMovements.EFFECTIVE_AT).as(AT),
                            col(MrrMovements.ARR_DELTA).as(VALUE)));
        }
        if (!inputs.has(Products.TABLE)) {
            return Optional.empty();
        }
        return sold.stream().reduce(Dataset::unionByName).map(rows -> weighted(rows, inputs.read(Products.TABLE)));
    }

    private static Dataset<Row> weighted(Dataset<Row> sold, Dataset<Row> products) {
        Column margin = col(Products.GROSS_MARGIN);
        return withVersions(sold, products)
                .groupBy(Conversions.CONVERSION_ID)
                .agg(when(
                                count_if(margin.isNull()).equalTo(0),
                                round(
                                        try_divide(
                                                sum(col(VALUE).multiply(margin)).cast(ColumnTypes.decimal(28, 8)),
                                                sum(VALUE).cast(ColumnTypes.MONEY)),
                                        8))
                        .cast(ColumnTypes.decimal(12, 8))
                        .as(MARGIN));
    }

    /** What was sold in, the same with the version of its product that was valid then out. */
    private static Dataset<Row> withVersions(Dataset<Row> sold, Dataset<Row> products) {
        Dataset<Row> versions = products.select(
                col(Products.PRODUCT_ID).as("margin_product"),
                col(Products.VALID_FROM),
                col(Products.VALID_TO),
                col(Products.GROSS_MARGIN));
        Column valid = col(Products.PRODUCT_ID)
                .equalTo(col("margin_product"))
                .and(col(Products.VALID_FROM).leq(col(AT)))
                .and(col(Products.VALID_TO).isNull().or(col(Products.VALID_TO).gt(col(AT))));
        return sold.join(broadcast(versions), valid, "left");
    }
}
