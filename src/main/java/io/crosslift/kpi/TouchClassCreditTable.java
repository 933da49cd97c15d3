package io.crosslift.kpi;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.TouchClassCredit;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** H07, H08: the credit of K08 by team and touch class. */
final class TouchClassCreditTable implements KpiTable {
    private static final CreditSums SUMS = new CreditSums(List.of(TouchClassCredit.TEAM, TouchClassCredit.TOUCH_CLASS));

    @Override
    public TableSpec table() {
        return TouchClassCredit.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of(AttributionCredits.TABLE, Conversions.TABLE);
    }

    @Override
    public List<TableSpec> optionalReads() {
        return List.of(AccountSegments.TABLE);
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        return Published.as(TouchClassCredit.TABLE, SUMS.of(inputs), inputs);
    }
}
