package io.crosslift.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.TableSpec;
import io.crosslift.source.rules.Outcome;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What an increment leaves of the rows that a table holds already. */
final class Increment {
    /**
     * The held rows less those whose key came again and is sound, whether it is accepted or left out now; a row that came again
     * broken stays as it was.
     *
     * @param held rows of the table as the last run left them
     * @param judged every judged row of this run
     * @param accepted the accepted ones, in the table's shape
     */
    static Dataset<Row> kept(TableSpec table, Dataset<Row> held, Dataset<Row> judged, Dataset<Row> accepted) {
        Dataset<Row> rows = held.select(Arrays.stream(table.columns().fieldNames())
                        .map(functions::col)
                        .toArray(Column[]::new))
                .to(table.shape());
        Dataset<Row> sound = judged.filter(col(Judgement.OUTCOME).isin(Outcome.ACCEPTED, Outcome.EXCLUDED));
        if (!table.equals(RefundsReturns.TABLE)) {
            return without(rows, sound, table.key());
        }
        // A refund that is tried again for the rest of it keeps what it has reduced already.
        Dataset<Row> again = sound.filter(not(col(Judgement.RETRIED)));
        return without(without(rows, again, List.of(RefundsReturns.REFUND_ID)), accepted, table.key());
    }

    private static Dataset<Row> without(Dataset<Row> rows, Dataset<Row> others, List<String> key) {
        Dataset<Row> keys = others.select(
                        key.stream().map(name -> col(name).as("_came_" + name)).toArray(Column[]::new))
                .distinct();
        Column same = key.stream()
                .map(name -> col(name).equalTo(col("_came_" + name)))
                .reduce(Column::and)
                .orElseThrow();
        return rows.join(keys, same, "left_anti");
    }

    private Increment() {}
}
