package io.crosslift.report;

import java.util.List;

/**
 * The table behind a chart.
 *
 * @param columns headings
 * @param rows cells as text, one for each heading
 */
record Numbers(List<Column> columns, List<List<String>> rows) {
    /**
     * A column.
     *
     * @param heading heading
     * @param metric metric of the registry that defines it, or an empty text
     * @param isNumber whether its cells are aligned as numbers
     */
    record Column(String heading, String metric, boolean isNumber) {
        static Column text(String heading) {
            return new Column(heading, "", false);
        }

        static Column number(String heading) {
            return new Column(heading, "", true);
        }

        static Column number(String heading, String metric) {
            return new Column(heading, metric, true);
        }
    }
}
