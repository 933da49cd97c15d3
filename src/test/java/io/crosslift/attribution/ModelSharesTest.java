package io.crosslift.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.schema.AttributionModelShares;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelSharesTest {
    @Test
    void driftIsTheShareLessThatOfTheEarlierFitAndThereIsNoneForTouchRules() {
        GoalModels now = fitted(new PathCount(List.of("a"), 1, 100, 0), new PathCount(List.of("b"), 1, 300, 0));
        SortedMap<String, PathModelResult> before = fitted(
                        new PathCount(List.of("a"), 3, 100, 0), new PathCount(List.of("c"), 1, 100, 0))
                .fits();

        List<Row> rows = ModelShares.rows(List.of(now), List.of(), Map.of(), Map.of("cross_sell", before), 0);

        // shares of conversions: a 1/2 after 3/4, b 1/2 after none; of value: a 1/4 after 1/2, b 3/4 after none
        assertThat(drift(rows, "shapley", "a", "count")).isCloseTo(-0.25, within(1e-12));
        assertThat(drift(rows, "shapley", "b", "count")).isCloseTo(0.5, within(1e-12));
        assertThat(drift(rows, "shapley", "a", "value")).isCloseTo(-0.25, within(1e-12));
        assertThat(drift(rows, "shapley", "b", "value")).isCloseTo(0.75, within(1e-12));
        assertThat(drift(rows, "linear", "a", "count")).isNull();
    }

    @Test
    void withoutAnEarlierFitThereIsNoDrift() {
        GoalModels now = fitted(new PathCount(List.of("a"), 1, 100, 0));

        List<Row> rows = ModelShares.rows(List.of(now), List.of(), Map.of(), Map.of("cross_sell", new TreeMap<>()), 0);

        assertThat(drift(rows, "shapley", "a", "count")).isNull();
    }

    private static @Nullable Double drift(List<Row> rows, String model, String channel, String basis) {
        List<String> names =
                Arrays.asList(AttributionModelShares.TABLE.columns().fieldNames());
        return rows.stream()
                .filter(row -> row.getString(names.indexOf(AttributionModelShares.MODEL))
                                .equals(model)
                        && row.getString(names.indexOf(AttributionModelShares.CHANNEL))
                                .equals(channel)
                        && row.getString(names.indexOf(AttributionModelShares.BASIS))
                                .equals(basis))
                .findFirst()
                .map(row -> (Double) row.get(names.indexOf(AttributionModelShares.DRIFT)))
                .orElse(null);
    }

    private static GoalModels fitted(PathCount... paths) {
        return GoalModels.fit(
                "cross_sell",
                "cross_sell@2025-12-31",
                List.of("shapley", "linear"),
                AttributionModelSettings.DEFAULTS,
                PathTable.of(List.of(paths)),
                null,
                0);
    }
}
