package io.crosslift.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Builds each settings record from its block. */
final class SettingsBlocks {
    /** What a feed has where it says nothing; {@code format} has no default, this one only keeps the reading going. */
    private static final Config FEED_DEFAULTS = ConfigFactory.parseString(
            "format = parquet, path = null, table = null, schema = null, options {}, time-zone = null, mode = snapshot, optional = false");

    private static final String FEEDS = "source.feeds";
    private static final String TABLES = "source.tables";

    private final SettingsReader read;
    private final SettingsProblems problems;

    SettingsBlocks(SettingsReader read, SettingsProblems problems) {
        this.read = read;
        this.problems = problems;
    }

    /** A block with every key that a feed may have. */
    static ConfigObject feedKeys() {
        return FEED_DEFAULTS.root();
    }

    /** For every feed that the settings name, what it has where it says nothing. */
    static Config feedDefaults(Config settings) {
        Config defaults = ConfigFactory.empty();
        if (settings.hasPath(FEEDS) && settings.getValue(FEEDS) instanceof ConfigObject feeds) {
            for (String name : feeds.keySet()) {
                defaults = defaults.withFallback(FEED_DEFAULTS.atPath(feedKey(name)));
            }
        }
        return defaults;
    }

    /** The defaults of feeds without the format, which a feed has to say itself. */
    static Config withoutFormat(Config feedDefaults) {
        Config settings = feedDefaults;
        if (feedDefaults.hasPath(FEEDS)) {
            for (String name : feedDefaults.getObject(FEEDS).keySet()) {
                settings = settings.withoutPath(feedKey(name) + ".format");
            }
        }
        return settings;
    }

    Settings all() {
        return new Settings(
                read.block("lake", this::lake),
                read.block("run", this::run),
                read.block("reporting", this::reporting),
                read.block("history", this::history),
                read.block("quality", this::quality),
                read.block("orders", this::orders),
                read.block("offers", this::offers),
                read.block("journey", this::journey),
                read.block("attribution", this::attribution),
                read.block("attach", this::attach),
                read.block("revenue", () -> new RevenueSettings(read.wholeNumbers("revenue.months"))),
                read.block("lifecycle", this::lifecycle),
                read.block("recurring", this::recurring),
                read.block("lift", this::lift),
                read.block(
                        "finance",
                        () -> new FinanceSettings(
                                read.texts("finance.revenue-accounts"),
                                read.texts("finance.tax-accounts"),
                                read.wholeDays("finance.booking-window"))),
                read.block("source", this::source));
    }

    private LakeSettings lake() {
        return new LakeSettings(
                read.text("lake.root"),
                read.duration("lake.log-retention"),
                read.duration("lake.deleted-file-retention"),
                read.wholeNumber("lake.write-retries"));
    }

    private RunSettings run() {
        return new RunSettings(
                read.optional("run.as-of", read::date),
                read.optional("run.from", read::date),
                read.flag("run.allow-rewind"),
                read.wholeDays("run.restate-window"));
    }

    private ReportingSettings reporting() {
        return new ReportingSettings(
                read.zone("reporting.time-zone"), read.text("reporting.currency"), read.wholeNumber("reporting.min-n"));
    }

    private HistorySettings history() {
        return new HistorySettings(read.optional("history.complete-from", read::date));
    }

    private QualitySettings quality() {
        return new QualitySettings(
                read.decimal("quality.max-quarantined-revenue"),
                read.decimal("quality.max-malformed-lines"),
                read.wholeDays("quality.retry-window"),
                read.optional("quality.max-lag", read::duration));
    }

    private OrderSettings orders() {
        return new OrderSettings(
                read.optional("orders.ownership-expires-after", read::wholeDays),
                read.wholeDays("orders.active-window"));
    }

    private OfferSettings offers() {
        return new OfferSettings(
                read.wholeDays("offers.accept-window"),
                read.wholeDays("offers.purchase-window"),
                read.wholeDays("offers.return-window"));
    }

    private JourneySettings journey() {
        return new JourneySettings(
                read.duration("journey.session-gap"),
                read.duration("journey.dedupe-window"),
                read.duration("journey.timeout"),
                read.duration("journey.lookback.cross-sell"),
                read.duration("journey.lookback.up-sell"),
                read.wholeNumber("journey.max-touches"),
                read.wholeNumber("journey.max-promoted-families"),
                read.text("journey.path.step"),
                read.texts("journey.path.transforms"),
                read.texts("journey.direct-channels"),
                read.wholeNumber("journey.max-distinct-paths"));
    }

    private AttributionSettings attribution() {
        return new AttributionSettings(
                read.texts("attribution.models"),
                read.texts("attribution.models-of-record"),
                read.wholeDays("attribution.training-window"),
                read.wholeNumber("attribution.min-journeys"),
                read.wholeNumber("attribution.min-paths"),
                read.wholeDays("attribution.drift-window"),
                new BootstrapSettings(
                        read.wholeNumber("attribution.bootstrap.resamples"),
                        read.wholeNumber("attribution.bootstrap.max-paths")),
                read.duration("attribution.time-decay.half-life"),
                read.number("attribution.position-based.first"),
                read.number("attribution.position-based.middle"),
                read.number("attribution.position-based.last"),
                read.number("attribution.w-shaped.milestone"),
                read.number("attribution.full-path.milestone"),
                read.numbers("attribution.custom.weights"),
                new MarkovSettings(
                        read.parsedText("attribution.markov.order", "1 to 8, or auto", MarkovSettings::order),
                        read.parsedText(
                                "attribution.markov.step-cap",
                                "none, longest-path or a whole number from 1",
                                MarkovSettings::stepCap),
                        read.flag("attribution.markov.nulls"),
                        read.text("attribution.markov.reading")),
                read.wholeNumber("attribution.shapley-rate.exact-channels"),
                read.wholeNumber("attribution.shapley-rate.permutations"),
                read.wholeNumber("attribution.markov-shapley.exact-channels"),
                read.wholeNumber("attribution.markov-shapley.permutations"),
                read.wholeNumber("attribution.logistic.bags"),
                read.number("attribution.logistic.ridge"),
                read.wholeNumber("attribution.seed"),
                read.textMap("attribution.teams"));
    }

    private AttachSettings attach() {
        return new AttachSettings(
                read.wholeDaysList("attach.windows"),
                read.parsed(
                        "attach.pairs", "a list of pairs such as [\"coffee -> filters\"]", AttachSettings.Pair::parse),
                read.wholeNumber("attach.top-pairs"));
    }

    private LifecycleSettings lifecycle() {
        return new LifecycleSettings(
                read.wholeDaysList("lifecycle.retention-windows"),
                read.optional("lifecycle.inactive-after", read::wholeDays),
                read.wholeDays("lifecycle.new-for"),
                read.wholeDays("lifecycle.cooling-off"),
                read.decimal("lifecycle.significant-order"));
    }

    private RecurringSettings recurring() {
        return new RecurringSettings(
                read.wholeDays("recurring.gap-tolerance"),
                read.text("recurring.churn-date"),
                read.text("recurring.value-basis"),
                read.wholeNumbers("recurring.retention-months"));
    }

    private LiftSettings lift() {
        return new LiftSettings(
                read.number("lift.srm-alpha"),
                read.number("lift.max-control-exposure"),
                read.wholeNumber("lift.buckets"),
                new CalibrationSettings(
                        read.wholeDays("lift.calibration.valid-for"),
                        read.wholeDays("lift.calibration.half-life"),
                        new CalibrationPriorSettings(
                                read.number("lift.calibration.prior.median"),
                                read.number("lift.calibration.prior.spread"),
                                read.number("lift.calibration.prior.between"))));
    }

    private SourceSettings source() {
        return new SourceSettings(
                read.text("source.name"),
                read.text("source.description"),
                declaredIn(),
                read.optional("source.input", read::text),
                read.optional("source.as-of", read::date),
                feeds(),
                tables());
    }

    /** The file that declares the source: that of its tables, else of its name. */
    private String declaredIn() {
        ConfigOrigin origin = read.origin(TABLES);
        return origin == null ? "" : SettingsProblems.place(origin).replaceFirst(":\\d+$", "");
    }

    private SortedMap<String, SourceSettings.Feed> feeds() {
        SortedMap<String, SourceSettings.Feed> feeds = new TreeMap<>();
        for (String name : read.names(FEEDS)) {
            String key = feedKey(name);
            if (read.isDefaulted(key)) {
                continue; // no block at all, which has been said
            }
            try {
                feeds.put(name, feed(key + "."));
            } catch (IllegalArgumentException e) {
                problems.add(read.origin(key), key + ": " + e.getMessage());
            }
        }
        return Collections.unmodifiableSortedMap(feeds);
    }

    private SourceSettings.Feed feed(String prefix) {
        return new SourceSettings.Feed(
                read.text(prefix + "format", "delta, parquet, csv or json"),
                read.optional(prefix + "path", read::text),
                read.optional(prefix + "table", read::text),
                read.optional(prefix + "schema", read::text),
                read.textMap(prefix + "options"),
                read.optional(prefix + "time-zone", read::zone),
                read.text(prefix + "mode"),
                read.flag(prefix + "optional"));
    }

    private SortedMap<String, List<String>> tables() {
        SortedMap<String, List<String>> tables = new TreeMap<>();
        for (String name : read.names(TABLES)) {
            List<String> queries = read.optional(TABLES + "." + ConfigUtil.joinPath(name), read::oneOrMoreTexts);
            if (queries != null) {
                tables.put(name, List.copyOf(queries));
            }
        }
        return Collections.unmodifiableSortedMap(tables);
    }

    private static String feedKey(String name) {
        return FEEDS + "." + ConfigUtil.joinPath(name);
    }
}
