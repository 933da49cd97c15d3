package io.crosslift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.crosslift.schema.Journeys;
import io.crosslift.schema.TableCatalogue;
import io.crosslift.schema.TableSpec;
import io.crosslift.testing.SparkSessionExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkSessionExtension.class)
class TablesCommandIT {
    @Test
    void markdownHasEveryTableAndColumn() {
        String page = tables("--format", "markdown");

        for (TableSpec table : TableCatalogue.TABLES) {
            String section = section(page, table);
            assertThat(section).contains(table.comment());
            table.key().forEach(column -> assertThat(section.lines().filter(line -> line.startsWith("Key: ")))
                    .allMatch(line -> line.contains("`" + column + "`")));
            for (StructField field : table.columns().fields()) {
                assertThat(section.lines().filter(line -> line.startsWith("| `" + field.name() + "` |")))
                        .singleElement()
                        .asString()
                        .contains("| " + (field.nullable() ? "yes" : "no") + " |")
                        .contains(field.getComment().get().replace("|", "\\|"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "fact", "kpi", "ops"})
    void oneSchemaAloneCanBePrinted(String schema) {
        List<String> headings = tables("--schema", schema)
                .lines()
                .filter(line -> line.startsWith("## "))
                .toList();

        assertThat(headings)
                .containsExactlyElementsOf(TableCatalogue.ofSchema(schema)
                        .map(table -> "## " + table.qualifiedName())
                        .toList());
    }

    @Test
    void sparkParsesTheStatementOfEveryTable(SparkSession spark) throws Exception {
        ParserInterface parser = ((org.apache.spark.sql.classic.SparkSession) spark)
                .sessionState()
                .sqlParser();
        List<String> statements = statements();

        assertThat(statements.stream().filter(statement -> statement.startsWith("CREATE TABLE")))
                .hasSameSizeAs(TableCatalogue.TABLES);
        for (String statement : statements) {
            assertThat(parser.parsePlan(statement)).isNotNull();
        }
    }

    @Test
    void deltaMakesATableAsItIsDeclared(SparkSession spark) {
        TableSpec table = Journeys.TABLE; // has a nested column, a partition and checks
        String start = "CREATE TABLE IF NOT EXISTS " + table.qualifiedName() + " (";
        try {
            spark.sql("CREATE SCHEMA IF NOT EXISTS " + table.schema());
            statements().stream()
                    .filter(statement -> statement.startsWith(start))
                    .forEach(spark::sql);

            assertThat(spark.table(table.qualifiedName()).schema().fields())
                    .extracting(
                            StructField::name,
                            field -> withoutNullability(field.dataType()),
                            StructField::nullable,
                            field -> field.getComment().get())
                    .containsExactlyElementsOf(Arrays.stream(table.columns().fields())
                            .map(field -> tuple(
                                    field.name(),
                                    withoutNullability(field.dataType()),
                                    field.nullable(),
                                    field.getComment().get()))
                            .toList());
            Row detail = spark.sql("DESCRIBE DETAIL " + table.qualifiedName())
                    .select("partitionColumns", "properties")
                    .first();
            assertThat(detail.<String>getList(0)).isEqualTo(table.partitionBy());
            assertThat(table.checks()).isNotEmpty();
            table.checks().forEach((name, expression) -> assertThat(detail.<String, String>getJavaMap(1))
                    .containsEntry("delta.constraints." + name, expression));
        } finally {
            spark.sql("DROP SCHEMA IF EXISTS " + table.schema() + " CASCADE");
        }
    }

    private static String withoutNullability(DataType type) {
        return type.sql().replace(" NOT NULL", "");
    }

    private static String section(String page, TableSpec table) {
        String[] sections = page.split("\n## ");
        return Arrays.stream(sections)
                .filter(section -> section.startsWith(table.qualifiedName() + "\n"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> statements() {
        return Arrays.stream(tables("--format", "ddl").split(";\n"))
                .map(String::strip)
                .toList();
    }

    private static String tables(String... options) {
        StringWriter out = new StringWriter();
        String[] args = new String[options.length + 1];
        args[0] = "tables";
        System.arraycopy(options, 0, args, 1, options.length);
        assertThat(Crosslift.run(args, new PrintWriter(out), new PrintWriter(System.err, true)))
                .isZero();
        return out.toString();
    }
}
