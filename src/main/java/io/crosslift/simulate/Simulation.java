package io.crosslift.simulate;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.config.ScenarioSettings.Currency;
import io.crosslift.schema.TableSpec;
import io.crosslift.simulate.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A made business as tables: raw feeds in the input contract, the source file that maps them, and the truth. The rows depend on the
 * world and the number of accounts alone, not on partitions.
 */
public final class Simulation {
    /** Folder of the feeds inside a simulation's. */
    public static final String FEEDS = "feeds";
    /** Folder of the truth. */
    public static final String TRUTH = "truth";

    /** Sums by channel and goal; per account; per experiment; per account in experiments; per account and month; per rejection. */
    public static final String CHANNEL_EFFECT = "channel_effect";

    public static final String ACCOUNT_EFFECT = "account_effect";
    public static final String PROGRAMME_EFFECT = "programme_effect";
    public static final String PROGRAMME_OUTCOME = "programme_outcome";
    public static final String MONTHLY_REVENUE = "monthly_revenue";
    public static final String REJECTION = "rejection";
    /** Sums by month, measure and reason. */
    public static final String LEDGER_DIFFERENCE = "ledger_difference";
    /** Sums by offer. */
    public static final String OFFER_FUNNEL = "offer_funnel";

    private static final StructType REJECTIONS =
            StructType.fromDDL("table STRING, outcome STRING, reason STRING, rows BIGINT");

    /**
     * A table to write.
     *
     * @param name folder
     * @param rows rows
     */
    public record Output(String name, Dataset<Row> rows) {}

    private final SparkSession spark;
    private final World world;
    private final long accounts;
    private final int partitions;
    private final List<AccountFeed> ofAccounts;
    private final List<SharedFeed> shared;

    public Simulation(SparkSession spark, World world, long accounts, int partitions) {
        this.spark = spark;
        this.world = world;
        this.accounts = accounts;
        this.partitions = partitions;
        this.ofAccounts = new AccountFeeds(world.scenario()).all();
        this.shared = new SharedFeeds(world, accounts).all();
    }

    /** The raw feeds. */
    public List<Output> feeds() {
        List<Output> outputs = new ArrayList<>();
        ofAccounts.forEach(
                feed -> outputs.add(new Output(feed.name(), feed.contract(spark, world, accounts, partitions))));
        shared.forEach(feed -> outputs.add(new Output(feed.name(), feed.rows(spark))));
        return outputs;
    }

    /** The truth as it is lived: per account. */
    public List<Output> lives() {
        Truth truth = truth();
        return List.of(
                new Output(ACCOUNT_EFFECT, truth.effects(spark)),
                new Output(PROGRAMME_OUTCOME, truth.outcomes(spark)),
                new Output(MONTHLY_REVENUE, truth.revenue(spark)),
                new Output(LEDGER_DIFFERENCE, new TrueLedger(world, accounts, partitions).differences(spark)),
                new Output(OFFER_FUNNEL, new TrueOffers(world, accounts, partitions).funnel(spark)));
    }

    /**
     * The truth added up.
     *
     * @param lives a table of {@link #lives} by its name
     */
    public List<Output> sums(java.util.function.Function<String, Dataset<Row>> lives) {
        return List.of(
                new Output(CHANNEL_EFFECT, Truth.channels(lives.apply(ACCOUNT_EFFECT), spark, world.scenario())),
                new Output(PROGRAMME_EFFECT, Truth.programmes(lives.apply(PROGRAMME_OUTCOME), spark, world.scenario())),
                new Output(REJECTION, rejections()));
    }

    /** How many rows of each table must be rejected, and why. */
    private Dataset<Row> rejections() {
        List<Row> rows = new ArrayList<>();
        for (AccountFeed feed : ofAccounts) {
            for (Row found : feed.flawed(spark, world, accounts, partitions).collectAsList()) {
                Flaw flaw = feed.flaws().stream()
                        .filter(each -> each.code() == found.getInt(0))
                        .findFirst()
                        .orElseThrow();
                rows.add(RowFactory.create(
                        feed.table().qualifiedName(), flaw.outcome(), flaw.reason(), found.getLong(1)));
            }
        }
        return spark.createDataFrame(rows, REJECTIONS).coalesce(1);
    }

    /**
     * The source file that maps the feeds.
     *
     * @param folder of the simulation, absolute
     * @param format of the feeds
     */
    public String source(String folder, String format) {
        List<String> feeds = new ArrayList<>();
        java.util.Map<TableSpec, List<String>> queries = new java.util.LinkedHashMap<>();
        for (AccountFeed feed : ofAccounts) {
            String name = feed.name();
            feeds.add(name);
            queries.computeIfAbsent(feed.table(), table -> new ArrayList<>())
                    .add("SELECT " + String.join(", ", feed.columns().keySet()) + " FROM " + name);
        }
        for (SharedFeed feed : shared) {
            feeds.add(feed.name());
            queries.computeIfAbsent(feed.table(), table -> new ArrayList<>())
                    .add("SELECT " + String.join(", ", feed.columns()) + " FROM " + feed.name());
        }
        UnaryOperator<String> feedBlock = name ->
                String.format(Locale.ROOT, "    %1$s { format = %2$s, path = \"%3$s/%1$s\" }\n", name, format, FEEDS);
        String tables = queries.entrySet().stream()
                .map(entry ->
                        "    " + entry.getKey().name() + " = [\"" + String.join("\", \"", entry.getValue()) + "\"]\n")
                .collect(Collectors.joining());
        return "# A made business: " + described() + ".\n"
                + "source {\n"
                + "  name = " + name() + "\n"
                + "  description = \"" + described() + "\"\n"
                + "  as-of = " + world.horizon().last() + "\n"
                + "  input = \"" + folder.replace("\\", "/") + "\"\n"
                + "  feeds {\n"
                + feeds.stream().map(feedBlock).collect(Collectors.joining())
                + "  }\n"
                + "  tables {\n" + tables + "  }\n"
                + "}\n"
                + "finance { tax-accounts = [\"" + LedgerFeeds.TAXES + "\"] }\n"
                + "reporting { time-zone = UTC, currency = " + reportingCurrency(world.scenario()) + " }\n";
    }

    /** The name of its source: what it was made from. */
    public String name() {
        return "simulated-" + world.scenario().name() + "-" + accounts + "-accounts-"
                + world.horizon().days() + "-days-to-" + world.horizon().last() + "-seed-" + world.seed();
    }

    private String described() {
        return "scenario " + world.scenario().name() + ", " + accounts + " accounts, "
                + world.horizon().first() + " to " + world.horizon().last() + ", seed " + world.seed();
    }

    /** The currency that amounts are reported in: the one that is worth 1. */
    static String reportingCurrency(ScenarioSettings scenario) {
        return scenario.customers().currencies().stream()
                .filter(currency -> currency.rate() == 1)
                .map(Currency::name)
                .findFirst()
                .orElseThrow();
    }

    private Truth truth() {
        return new Truth(world, accounts, partitions);
    }
}
