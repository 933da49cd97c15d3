package io.crosslift.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.Orders;
import io.crosslift.schema.ProvenanceColumns;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.TableCatalogue;
import io.crosslift.schema.TableSpec;
import io.crosslift.source.rules.Outcome;
import io.crosslift.source.rules.Rule;
import io.crosslift.source.rules.RuleCatalogue;
import io.crosslift.source.rules.TableRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructField;

/** The input contract as a page: what the queries of a source supply per core table, how rows are judged, and an example of each. */
public final class DataContract {
    private static final String EXAMPLES = "contract-examples.json";

    private static final String HEAD = """
            # Data contract

            What the queries of a source supply, table by table. A source feeds the tables it has data for; what needs another one is
            skipped and says so. This page is printed by `./submit.sh tables --format contract` from the declarations that the job works
            with; `./submit.sh check` holds a source against it, and writes nothing.

            - **needed**: the query must supply the column, and no value may be NULL. Any other column may be left out.
            - **left out**: what stands for a column that the query doesn't supply; NULL where nothing is said.
            - Instants are `TIMESTAMP` in UTC; money has a currency beside it. Examples are JSON: decimals as text, columns that are NULL
              left out.
            - Every row ends in one way and is counted so in `ops.ingest_count`. *quarantined* rows broke a rule: they are kept
              as JSON in `ops.quarantine`, with the reason. *excluded* rows are sound, but no metric counts them.

            ## Rules on every table

            | reason | becomes | when |
            |---|---|---|
            | `MALFORMED` | quarantined | a line of a feed can't be parsed |
            | `NULL_REQUIRED` | quarantined | a needed column is NULL |
            | `NOT_FINITE` | quarantined | a floating point number is NaN or infinite |
            | `KEY_CONFLICT` | quarantined | several different rows have one key, and no `source_sequence` says which is newest |
            | `DUPLICATE` | duplicate | another row says the same, or is newer |
            | `FUTURE` | future | the event comes after as-of |
            | `BEYOND_WINDOW` | beyond_window | the row is sound, but of a month that the run doesn't restate |
            | (its own) | excluded | the query gives the row an `excluded_reason` |
            """;

    /** What {@link RefundRows} decides, with the lines at hand. */
    private static final String REFUNDS = """
            | `ORPHAN_LINE` | quarantined | there is no such line among those accepted |
            | `OVER_REFUND` | quarantined | more is given back than is left of the line |
            | `NO_ORIGINAL` | quarantined | no earlier line of the account and product is left to reduce by |
            """;

    /** Columns that only steer the ingest, in words. */
    private static final Map<String, String> STEERING = Map.of(
            ProvenanceColumns.SOURCE_SYSTEM,
            "system that the row comes from",
            InputContract.SEQUENCE,
            "grows with each newer state of one key: the highest stays",
            InputContract.EXCLUDED_REASON,
            "why the source itself leaves the row out; NULL keeps it",
            Orders.IDENTITY_TYPE,
            "kind of identity, where no line is named",
            Orders.IDENTITY_VALUE,
            "whose it is, where no line is named",
            InvoiceLines.PRODUCT_ID,
            "of which product, where no line is named");

    private DataContract() {}

    /** The page, in the order of the catalogue. */
    public static String markdown() {
        StringBuilder page = new StringBuilder(HEAD);
        JsonNode examples = examples();
        TableCatalogue.ofSchema("core").forEach(table -> append(page, table, examples.path(table.qualifiedName())));
        return page.toString();
    }

    /** Example rows by qualified name: where it is from, and the row. */
    static JsonNode examples() {
        try (InputStream file = DataContract.class.getResourceAsStream(EXAMPLES)) {
            if (file == null) {
                throw new IllegalStateException("the jar lacks " + EXAMPLES + ", build it again");
            }
            return new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a source may and must supply for a table, its name and currency in words. */
    static InputContract contract(TableSpec table) {
        return InputContract.of(table, "name of the source", "reporting currency");
    }

    private static void append(StringBuilder page, TableSpec table, JsonNode example) {
        InputContract contract = contract(table);
        TableRules rules = RuleCatalogue.of(table);
        page.append("\n## ")
                .append(table.name())
                .append("\n\n")
                .append(table.comment())
                .append("\n\n");
        page.append("Key: `").append(String.join("`, `", rules.key())).append("`\n");
        page.append("\n| column | type | needed | left out | what it is |\n|---|---|---|---|---|\n");
        for (StructField field : contract.columns()) {
            String name = field.name();
            Column standIn = contract.defaults().get(name);
            boolean needed = contract.required().contains(name) && standIn == null;
            row(
                    page,
                    "`" + name + "`",
                    field.dataType().sql(),
                    needed ? "yes" : "no",
                    standIn == null ? "" : standIn.toString().replace("'", ""),
                    comment(table, name));
        }
        if (example.isMissingNode()) {
            page.append("\nNeither the bundled data nor the simulator has rows of this table.\n");
        } else {
            page.append("\nA row of ").append(example.path("from").asText()).append(":\n\n```json\n");
            page.append(example.path("row")).append("\n```\n");
        }
        List<Rule> judged = Stream.of(rules.format(), rules.defects(), rules.exclusions())
                .flatMap(List::stream)
                .toList();
        if (!judged.isEmpty()) {
            page.append("\n| reason | becomes | when |\n|---|---|---|\n");
            judged.forEach(rule -> row(page, "`" + rule.code() + "`", becomes(rule), rule.sentence()));
        }
        if (table.equals(RefundsReturns.TABLE)) {
            page.append(REFUNDS);
        }
    }

    private static String becomes(Rule rule) {
        return rule.outcome().equals(Outcome.QUARANTINED) ? "quarantined" : rule.outcome();
    }

    private static String comment(TableSpec table, String column) {
        boolean own = Arrays.asList(table.columns().fieldNames()).contains(column);
        if (!own || column.equals(ProvenanceColumns.SOURCE_SYSTEM)) {
            return STEERING.getOrDefault(column, "");
        }
        return table.columns().apply(column).getComment().getOrElse(() -> "");
    }

    private static void row(StringBuilder page, String... cells) {
        page.append('|');
        for (String cell : cells) {
            page.append(' ').append(cell.replace("|", "\\|").replace('\n', ' ')).append(" |");
        }
        page.append('\n');
    }
}
