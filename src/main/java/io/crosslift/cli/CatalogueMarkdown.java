package io.crosslift.cli;

import io.crosslift.schema.TableSpec;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructField;

/** The catalogue as Markdown: per table its grain, key, partition, checks and columns. */
final class CatalogueMarkdown {
    private CatalogueMarkdown() {}

    static String of(List<TableSpec> tables) {
        StringBuilder page = new StringBuilder("# Tables\n");
        for (TableSpec table : tables) {
            append(page, table);
        }
        return page.toString();
    }

    private static void append(StringBuilder page, TableSpec table) {
        page.append("\n## ").append(table.qualifiedName()).append("\n\n");
        page.append(table.comment()).append("\n\n");
        page.append("Key: ").append(names(table.key())).append("\n");
        if (!table.partitionBy().isEmpty()) {
            page.append("Partition: ").append(names(table.partitionBy())).append("\n");
        }
        page.append("\n| column | type | null | comment |\n|---|---|---|---|\n");
        for (StructField field : table.columns().fields()) {
            page.append("| `").append(field.name());
            page.append("` | ")
                    .append(cell(table.shape().apply(field.name()).dataType().sql()));
            page.append(" | ").append(field.nullable() ? "yes" : "no");
            page.append(" | ").append(cell(field.getComment().getOrElse(() -> "")));
            page.append(" |\n");
        }
        if (!table.checks().isEmpty()) {
            page.append("\nChecks:\n\n");
            for (Map.Entry<String, String> check : table.checks().entrySet()) {
                page.append("- ").append(check.getKey()).append(": `");
                page.append(check.getValue()).append("`\n");
            }
        }
    }

    private static String names(List<String> columns) {
        return columns.isEmpty() ? "none" : "`" + String.join("`, `", columns) + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace('\n', ' ');
    }
}
