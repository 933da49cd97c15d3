package io.crosslift.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.config.SourceSettings;
import io.crosslift.config.SourceSettings.Feed;
import io.crosslift.failure.Failure;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.testing.SparkSessionExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkSessionExtension.class)
class MappingTest {
    private static final String GOOD = "SELECT id AS account_id, TIMESTAMP'2020-01-01' AS created_at FROM people";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void write() throws IOException {
        Files.writeString(folder.resolve("people.csv"), "id,born,score\na,2025-07-01,1.5\n");
    }

    private static Mapping map(SparkSession spark, String table, String... queries) {
        return map(spark, people().table(table, queries).build());
    }

    private static Constants people() {
        Feed feed = new Feed(
                "csv",
                "people.csv",
                null,
                "id STRING, born DATE, score DOUBLE",
                new TreeMap<>(),
                ZoneId.of("America/New_York"),
                "snapshot",
                false);
        return Constants.in(folder).feed("people", feed);
    }

    private static Mapping map(SparkSession spark, SourceSettings source) {
        return Mapping.of(Feeds.open(spark, source, Instant.parse("2026-01-01T00:00:00Z")), "USD");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DROP TABLE people | is no query",
                "CREATE TABLE x AS SELECT 1 | is no query",
                "INSERT INTO people SELECT * FROM people | is no query",
                "SET spark.sql.ansi.enabled=false | is no query",
                "SELECT * FROM parquet.`/etc/passwd` | reads parquet./etc/passwd",
                "SELECT * FROM (SELECT * FROM csv.`x`) | reads csv.x",
                "SELECT id AS account_id FROM people WHERE id IN (SELECT id FROM text.`x`) | reads text.x",
                "WITH p AS (SELECT * FROM secrets) SELECT id AS account_id FROM p | reads secrets, which is no feed",
                "SELECT * FROM default.people | reads default.people",
                "SELECT reflect('java.lang.System', 'exit', 1) AS account_id FROM people | calls reflect",
                "SELECT java_method('java.lang.System', 'getenv', 'PATH') AS account_id FROM people | calls java_method",
                "SELECT id AS account_id, current_timestamp() AS created_at FROM people | calls current_timestamp",
                "SELECT id AS account_id, current_timestamp AS created_at FROM people | calls current_timestamp",
                "SELECT id AS account_id, current_date AS created_at FROM people | calls current_date",
                "SELECT id AS account_id, now() AS created_at FROM people | calls now",
                "SELECT id AS account_id, TIMESTAMP'now' AS created_at FROM people | reads the clock",
                "SELECT id AS account_id, CAST('today' AS TIMESTAMP) AS created_at FROM people | reads the clock",
                "SELECT uuid() AS account_id FROM people | calls uuid",
                "SELECT id AS account_id FROM people ORDER BY rand() | calls rand",
                "SELECT id AS account_id FROM people WHERE randn(7) > 0 | calls randn",
                "SELECT monotonically_increasing_id() AS account_id FROM people | calls monotonically_increasing_id",
                "SELECT id AS account_id FROM people WHERE (SELECT max(now()) FROM people) > born | calls now",
                "SELECT input_file_name() AS account_id FROM people | calls input_file_name",
                "SELECT unix_timestamp() AS account_id FROM people | calls current_timestamp",
            })
    void whatSqlOfASourceMayNotDoIsRefusedByName(String sql, String why, SparkSession spark) {
        assertThatThrownBy(() -> map(spark, "accounts", sql))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE))
                .hasMessageStartingWith("test.conf, tables.accounts, query 1")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                GOOD,
                "WITH p AS (SELECT * FROM PEOPLE) SELECT id AS account_id, TIMESTAMP'2020-01-01' AS created_at FROM p",
                "SELECT concat(id, n) AS account_id, TIMESTAMP'2020-01-01' AS created_at FROM people LATERAL VIEW explode(array(1, 2)) t AS n",
                "SELECT 'only' AS account_id, TIMESTAMP'2020-01-01' AS created_at",
                "SELECT id AS account_id, max(TIMESTAMP'2020-01-01') OVER (PARTITION BY id) AS created_at FROM people",
            })
    void whatItMayDoIsNot(String sql, SparkSession spark) {
        assertThat(map(spark, "accounts", sql).tables()).containsKey(Accounts.TABLE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT idd AS account_id FROM people | `idd` cannot be resolved. Did you mean one of the following? [`id`",
                "SELECT nosuch(id) AS account_id FROM people | nosuch",
                "SELEC id FROM people | Syntax error",
                "SELECT id + born AS account_id FROM people | DATATYPE_MISMATCH",
                "SELECT id AS account_id FROM people | core.accounts needs a column created_at, the query gives account_id",
                "SELECT id AS account_id, born AS created_at, 1 AS x FROM people | core.accounts takes no column x, it takes account_id, ",
                "SELECT id AS account_id, score AS created_at FROM people | column created_at of core.accounts is TIMESTAMP, the query gives DOUBLE: cast it there",
                "SELECT id AS account_id, born AS created_at, score AS acquisition_cost FROM people | column acquisition_cost of core.accounts is DECIMAL(20,4), the query gives DOUBLE: cast it there",
                "SELECT id AS account_id, id AS account_id FROM people | column account_id is given twice",
            })
    void aWrongQueryIsToldBeforeAnythingRunsWithItsPlace(String sql, String message, SparkSession spark) {
        assertThatThrownBy(() -> map(spark, "accounts", GOOD, sql))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE))
                .hasMessageStartingWith("test.conf, tables.accounts, query 2: ")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aTableThatIsNoneOfTheContractIsToldWithThoseThatAre(SparkSession spark) {
        assertThatThrownBy(() -> map(spark, "acounts", GOOD))
                .hasMessageContaining("there is no contract table acounts, the tables are accounts, ");
    }

    @Test
    void aDateUsedAsAnInstantIsLocalMidnightOfItsFeed(SparkSession spark) {
        Mapping mapping = map(spark, "accounts", "SELECT id AS account_id, born AS created_at FROM people");

        Row row = mapping.tables()
                .get(Accounts.TABLE)
                .rows()
                .selectExpr("CAST(created_at AS STRING)")
                .head();
        assertThat(row.getString(0)).isEqualTo("2025-07-01 04:00:00");
    }

    @Test
    void aDateOfNoZoneMustNameOne(SparkSession spark) {
        assertThatThrownBy(() -> map(spark, "accounts", "SELECT 'a' AS account_id, DATE'2025-01-01' AS created_at"))
                .hasMessageContaining(
                        "column created_at is a date used as an instant and its feeds name no time-zone, write to_utc_timestamp(created_at, 'ZONE')");
    }

    @Test
    void columnsThatAreLeftOutAreNullOrTheirDefault(SparkSession spark) {
        Mapping mapping = map(
                spark,
                "invoice_lines",
                "SELECT 'l' AS line_id, 'o' AS order_id, 'p' AS product_id, 1 AS qty, 2.50 AS net_amount, TIMESTAMP'2025-01-01' AS posted_at");

        Row row = mapping.tables().get(InvoiceLines.TABLE).rows().head();
        assertThat(row.<Object>getAs("account_id")).isNull();
        assertThat(row.<Object>getAs("unit_price")).isNull();
        assertThat(row.<String>getAs("currency")).isEqualTo("USD");
        assertThat(row.<String>getAs("line_type")).isEqualTo("product");
        assertThat(row.<Object>getAs("line_discount")).hasToString("0.0000");
        assertThat(row.<Object>getAs("tax")).hasToString("0.0000");
        assertThat(row.<Boolean>getAs("is_proration")).isFalse();
        assertThat(row.<String>getAs("source_system")).isEqualTo("test");
    }

    @Test
    void queriesOfOneTableAreUnionedByName(SparkSession spark) {
        Mapping mapping = map(
                spark,
                "accounts",
                GOOD,
                "SELECT TIMESTAMP'2021-01-01' AS created_at, 'b' AS account_id, true AS is_internal");

        assertThat(mapping.tables()
                        .get(Accounts.TABLE)
                        .rows()
                        .select("account_id", "is_internal")
                        .collectAsList())
                .extracting(row -> row.getString(0) + row.getBoolean(1))
                .containsExactlyInAnyOrder("afalse", "btrue");
    }

    @Test
    void feedNamesStayInsideTheIngest(SparkSession spark) {
        map(spark, "accounts", GOOD);

        assertThat(spark.catalog().tableExists("people")).isFalse();
    }

    @Test
    void aTableWhoseOptionalFeedIsMissingIsAbsentWithTheReason(SparkSession spark) {
        Feed missing = new Feed("csv", "gone.csv", null, "id STRING", new TreeMap<>(), null, "snapshot", true);
        SourceSettings source = people().feed("gone", missing)
                .table("accounts", GOOD, "SELECT id AS account_id, TIMESTAMP'2020-01-01' AS created_at FROM gone")
                .table("offers", "SELECT id AS offer_id FROM gone")
                .build();

        Mapping mapping = map(spark, source);

        assertThat(mapping.tables()).containsOnlyKeys(Accounts.TABLE);
        assertThat(mapping.absent())
                .containsKey("core.accounts, query 2")
                .containsEntry("core.offers", "every feed it needs is missing")
                .containsEntry("core.touchpoints", "the source does not feed it");
        assertThat(mapping.absent().get("core.offers, query 1")).contains("nothing lies at", "gone.csv");
    }
}
