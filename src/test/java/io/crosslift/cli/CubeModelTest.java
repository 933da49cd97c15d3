package io.crosslift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.TableCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CubeModelTest {
    private static final Path MODEL = Path.of("conf/cube/model");

    @Test
    void theModelIsWhatTheTableDeclarationsAndTheMetricRegistrySay() throws IOException {
        assertThat(Files.readString(MODEL.resolve("kpi.yml")))
                .as("mend it with: ./submit.sh tables --format cube > conf/cube/model/kpi.yml")
                .isEqualTo(CatalogueCube.ofKpiTables());
    }

    @Test
    void everyKpiTableHasItsCube() throws IOException {
        String model =
                Files.readString(MODEL.resolve("kpi.yml")) + Files.readString(MODEL.resolve("CrossSellMetrics.js"));

        assertThat(TableCatalogue.ofSchema("kpi"))
                .isNotEmpty()
                .allMatch(table -> model.contains("sql_table: \"" + table.qualifiedName() + "\"")
                        || model.contains("SELECT * FROM " + table.name() + "`"));
    }

    @Test
    void aRatioIsASumOverASumAndAnythingElseIsNoMeasure() throws IOException {
        String offers = cube("kpi_offer_conversion");
        String economics = cube("kpi_channel_economics");

        assertThat(offers)
                .contains("sql: \"CASE WHEN {CUBE.slices} = 1 THEN 1.0 * ({CUBE.accepted_sum})"
                        + " / NULLIF({CUBE.presented_sum}, 0) END\"")
                .contains(
                        "      - name: customers_offered\n        type: number\n        sql: \"{CUBE}.customers_offered\"")
                .doesNotContain("customers_offered_sum", "type: avg");
        assertThat(economics)
                .as("credit of a channel whose cost isn't known is no return on cost")
                .contains("CASE WHEN {CUBE}.cost IS NOT NULL THEN {CUBE}.net_credit END");
    }

    private static String cube(String table) throws IOException {
        String model = Files.readString(MODEL.resolve("kpi.yml"));
        int from = model.indexOf("- name: " + table + "\n");
        int to = model.indexOf("\n\n", from);
        return model.substring(from, to < 0 ? model.length() : to);
    }
}
