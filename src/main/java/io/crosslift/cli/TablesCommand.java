package io.crosslift.cli;

import io.crosslift.schema.TableCatalogue;
import io.crosslift.schema.TableSpec;
import io.crosslift.source.DataContract;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the catalogue of tables. */
@Command(
        name = "tables",
        description = {"Prints every table with its grain, key and columns; needs no Spark session.", ""},
        footer = {"", "Examples:", "  crosslift tables --schema kpi", "  crosslift tables --format ddl --schema core"})
final class TablesCommand extends BaseCommand {
    enum Format {
        MARKDOWN,
        DDL,
        CUBE,
        CONTRACT
    }

    enum Schema {
        CORE,
        FACT,
        KPI,
        OPS
    }

    @Option(
            names = "--format",
            paramLabel = "markdown|ddl|cube|contract",
            description =
                    "Markdown; CREATE TABLE statements for Spark SQL with Delta; the KPI tables as cubes of the semantic layer"
                            + " Cube; or what the queries of a source must supply for each core table, with the rules on it"
                            + " and an example (default: markdown).")
    private Format format = Format.MARKDOWN;

    @Option(names = "--schema", paramLabel = "core|fact|kpi|ops", description = "Only the tables of this schema.")
    private @Nullable Schema schema;

    @Override
    public Integer call() {
        options().settings(); // no table depends on a setting, but a wrong one is wrong here too
        List<TableSpec> tables = TableCatalogue.TABLES.stream()
                .filter(table -> schema == null || table.schema().equalsIgnoreCase(schema.name()))
                .toList();
        out().print(
                        switch (format) {
                            case MARKDOWN -> CatalogueMarkdown.of(tables);
                            case DDL -> CatalogueDdl.of(tables);
                            case CUBE -> CatalogueCube.ofKpiTables();
                            case CONTRACT -> DataContract.markdown();
                        });
        return 0;
    }
}
