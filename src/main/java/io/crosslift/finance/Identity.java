package io.crosslift.finance;

import io.crosslift.schema.TableSpec;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Two sums that must be equal.
 *
 * @param id I1 to I18
 * @param reads tables without which it doesn't apply
 * @param sides rows {@code slice, left, right} from those tables; slices that are equal pass
 */
record Identity(String id, List<TableSpec> reads, Function<Function<TableSpec, Dataset<Row>>, Dataset<Row>> sides) {}
