package io.crosslift.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.crosslift.schema.TableCatalogue;
import io.crosslift.schema.TableSpec;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page of the data contract, and the example rows on it. */
class DataContractTest {
    private static final Path PAGE = Path.of("src/site/markdown/data-contract.md");

    static Stream<TableSpec> tablesWithAnExample() {
        return TableCatalogue.ofSchema("core")
                .filter(table -> DataContract.examples().has(table.qualifiedName()));
    }

    @Test
    void thePageIsWhatTheDeclarationsSay() throws IOException {
        assertThat(Files.readString(PAGE))
                .as("print it anew: ./submit.sh tables --format contract > " + PAGE)
                .isEqualTo(DataContract.markdown());
    }

    @Test
    void everyTableAndEveryRuleOfOrdersIsOnIt() {
        assertThat(DataContract.markdown())
                .contains(TableCatalogue.ofSchema("core")
                        .map(table -> "\n## " + table.name() + "\n")
                        .toArray(String[]::new))
                .contains(
                        "| `UNRESOLVED` | quarantined | the identity belongs to no account at that time |",
                        "| `order_cancelled` | excluded | cancelled order |",
                        "| `currency` | STRING | no | reporting currency | ISO 4217 currency of the order |",
                        "| `order_id` | STRING | yes |  | order |");
    }

    @ParameterizedTest
    @MethodSource("tablesWithAnExample")
    void anExampleHasEveryNeededColumnAndNoOther(TableSpec table) {
        JsonNode row = row(table);
        InputContract contract = DataContract.contract(table);
        List<String> needed = contract.required().stream()
                .filter(column -> !contract.defaults().containsKey(column))
                .toList();

        assertThat(row.fieldNames()).toIterable().isSubsetOf(contract.names()).containsAll(needed);
    }

    @ParameterizedTest
    @MethodSource("tablesWithAnExample")
    void anExampleHoldsValuesOfTheDeclaredTypes(TableSpec table) {
        InputContract contract = DataContract.contract(table);
        for (Map.Entry<String, JsonNode> column : row(table).properties()) {
            StructField field = contract.column(column.getKey()).orElseThrow();
            assertThat(isOf(column.getValue(), field.dataType()))
                    .as(table.name() + "." + field.name() + " "
                            + field.dataType().sql() + " " + column.getValue())
                    .isTrue();
        }
    }

    private static JsonNode row(TableSpec table) {
        return DataContract.examples().path(table.qualifiedName()).path("row");
    }

    /** Whether a value is written as one of its type; a text that can't be parsed throws. */
    private static boolean isOf(JsonNode value, DataType type) {
        if (type instanceof DecimalType decimal) {
            return value.isTextual() && new BigDecimal(value.asText()).scale() <= decimal.scale();
        }
        if (type instanceof ArrayType array) {
            return value.isArray() && value.valueStream().allMatch(element -> isOf(element, array.elementType()));
        }
        if (type instanceof MapType map) {
            return value.isObject() && value.valueStream().allMatch(element -> isOf(element, map.valueType()));
        }
        if (type.equals(DataTypes.TimestampType)) {
            return !Instant.parse(value.asText()).equals(Instant.MIN);
        }
        if (type.equals(DataTypes.DateType)) {
            return !LocalDate.parse(value.asText()).equals(LocalDate.MIN);
        }
        if (type.equals(DataTypes.BooleanType)) {
            return value.isBoolean();
        }
        if (type.equals(DataTypes.StringType)) {
            return value.isTextual();
        }
        return value.isNumber();
    }
}
