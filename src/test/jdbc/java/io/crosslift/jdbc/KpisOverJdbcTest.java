package io.crosslift.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a BI tool sees over JDBC. The folder {@code expected} holds what the Delta tables say without Spark: {@code columns.tsv}
 * (schema, table, column, type, comment) and per question {@code NN.sql} with the rows of its answer in {@code NN.tsv}.
 */
class KpisOverJdbcTest {
    private static final Path EXPECTED = Path.of(System.getProperty("expected"));
    private static final double RELATIVE_ERROR_OF_SUMS = 1e-9;

    private static Connection connection;

    @BeforeAll
    static void connect() throws SQLException {
        connection = DriverManager.getConnection(System.getProperty("jdbc.url"), "analyst", "");
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
    }

    @Test
    void everyTableIsListed() throws IOException, SQLException {
        Set<String> listed = new TreeSet<>();
        try (ResultSet tables = connection.getMetaData().getTables(null, "%", "%", null)) {
            while (tables.next()) {
                listed.add(tables.getString("TABLE_SCHEM") + "." + tables.getString("TABLE_NAME"));
            }
        }
        assertThat(listed).containsAll(expectedColumns().keySet());
    }

    @Test
    void everyColumnHasItsTypeAndAComment() throws IOException, SQLException {
        DatabaseMetaData metadata = connection.getMetaData();
        Set<String> formulas = column("SELECT formula FROM kpi.metric_registry");
        for (Map.Entry<String, List<String[]>> table : expectedColumns().entrySet()) {
            String[] name = table.getKey().split("\\.");
            List<String> columns = new ArrayList<>();
            try (ResultSet seen = metadata.getColumns(null, name[0], name[1], "%")) {
                while (seen.next()) {
                    String[] declared = table.getValue().get(Math.min(columns.size(), table.getValue().size() - 1));
                    columns.add(seen.getString("COLUMN_NAME") + " " + kind(seen.getString("TYPE_NAME"), declared[1]));
                    String comment = seen.getString("REMARKS");
                    assertThat(comment)
                            .as("comment of %s.%s", table.getKey(), declared[0])
                            .matches(text -> text.length() <= 256 && says(text, declared[2], formulas));
                }
            }
            assertThat(columns)
                    .as(table.getKey())
                    .containsExactlyElementsOf(
                            table.getValue().stream().map(column -> column[0] + " " + column[1]).toList());
        }
    }

    @Test
    void flatViewsSayPeriodSegmentAndDefinitionsInWords() throws SQLException {
        Set<String> columns = new HashSet<>();
        try (ResultSet seen = connection.getMetaData().getColumns(null, "flat", "kpi_attribution", "%")) {
            while (seen.next()) {
                columns.add(seen.getString("COLUMN_NAME"));
                assertThat(seen.getString("REMARKS")).isNotBlank();
            }
        }
        assertThat(columns).contains("net_credit", "period", "segment_name", "period_year", "period_month_name", "definitions");
        assertThat(column("SELECT DISTINCT concat(period, ' ', segment_name) FROM flat.kpi_attribution"
                        + " WHERE period_type = 'month' AND segment_type = 'ALL'"))
                .isNotEmpty()
                .allMatch(words -> words.matches("\\d{4}-\\d{2} all accounts"));
    }

    @TestFactory
    Stream<DynamicTest> everyQuestionHasTheAnswerOfTheTables() throws IOException {
        List<Path> questions;
        try (Stream<Path> files = Files.list(EXPECTED)) {
            questions = files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
        }
        assertThat(questions).hasSize(10);
        return questions.stream()
                .map(question -> DynamicTest.dynamicTest(question.getFileName().toString(), () -> isAnswered(question)));
    }

    private static void isAnswered(Path question) throws IOException, SQLException {
        String name = question.getFileName().toString().replace(".sql", "");
        List<List<String>> answer = new ArrayList<>();
        List<Integer> types = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(Files.readString(question))) {
            int columns = rows.getMetaData().getColumnCount();
            for (int i = 1; i <= columns; i++) {
                types.add(rows.getMetaData().getColumnType(i));
            }
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(String.valueOf(rows.getObject(i)));
                }
                answer.add(row);
            }
        }
        Files.write(
                EXPECTED.resolve(name + ".jdbc.tsv"),
                answer.stream().map(row -> String.join("\t", row)).toList());
        List<List<String>> expected = Files.readAllLines(EXPECTED.resolve(name + ".tsv")).stream()
                .map(line -> List.of(line.split("\t", -1)))
                .toList();
        assertThat(answer).hasSameSizeAs(expected);
        for (int row = 0; row < expected.size(); row++) {
            for (int i = 0; i < types.size(); i++) {
                String theirs = expected.get(row).get(i);
                String ours = answer.get(row).get(i);
                assertThat(isSame(ours, theirs, types.get(i)))
                        .as("row %s, column %s: %s over JDBC, %s in the tables", row + 1, i + 1, ours, theirs)
                        .isTrue();
            }
        }
    }

    private static boolean isSame(String ours, String theirs, int type) {
        if (ours.equals(theirs) || ours.equals("null") || theirs.equals("null")) {
            return ours.equals(theirs);
        }
        return switch (type) {
            case Types.DECIMAL, Types.BIGINT, Types.INTEGER ->
                new BigDecimal(ours).compareTo(new BigDecimal(theirs)) == 0;
            case Types.DOUBLE -> {
                double difference = Math.abs(Double.parseDouble(ours) - Double.parseDouble(theirs));
                yield difference <= RELATIVE_ERROR_OF_SUMS * Math.abs(Double.parseDouble(theirs));
            }
            default -> false;
        };
    }

    /** Whether a comment is the declared one or has a formula of the registry; long ones are cut and end with dots. */
    private static boolean says(String text, String declared, Set<String> formulas) {
        if (!text.endsWith("...")) {
            return text.equals(declared) || formulas.stream().anyMatch(text::contains);
        }
        String kept = text.substring(0, text.length() - 3);
        String formula = kept.substring(kept.indexOf(": ") + 2);
        return declared.startsWith(kept) || formulas.stream().anyMatch(each -> each.startsWith(formula));
    }

    private static Set<String> column(String sql) throws SQLException {
        Set<String> values = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    /** A nested type by its kind alone: the inside is told differently. */
    private static String kind(String type, String declared) {
        return declared.contains("<") ? type.replaceAll("<.*", "<>") : type;
    }

    private static Map<String, List<String[]>> expectedColumns() throws IOException {
        Map<String, List<String[]>> tables = new LinkedHashMap<>();
        for (String line : Files.readAllLines(EXPECTED.resolve("columns.tsv"))) {
            String[] cells = line.split("\t", -1);
            tables.computeIfAbsent(cells[0] + "." + cells[1], name -> new ArrayList<>())
                    .add(new String[] {cells[2], cells[3], cells[4]});
        }
        assertThat(tables).isNotEmpty();
        return tables;
    }
}
