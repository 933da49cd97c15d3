package io.crosslift.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import io.crosslift.failure.Failure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * Loads a made business from {@code conf/scenarios/NAME.conf} or a file. It is no block of reference.conf: a run neither shows nor
 * hashes what only a simulation reads.
 */
public final class ScenarioLoader {
    /** The scenarios that come with the product. */
    public static final List<String> NAMES = List.of("commerce", "mixed", "saas", "services");

    private static final String FOLDER = "conf/scenarios/";
    private static final String SUFFIX = ".conf";
    private static final String ROOT = "scenario";

    private final SettingsProblems problems = new SettingsProblems();
    private final SettingsReader read;
    private final String name;

    private ScenarioLoader(String name, Config settings) {
        this.name = name;
        this.read = new SettingsReader(settings, ConfigFactory.empty(), new TreeSet<>(), problems);
    }

    /**
     * The scenario of that name or file, single keys overridden.
     *
     * @param nameOrFile one of {@link #NAMES}, or a path that ends in .conf
     * @param assignments values by key, such as {@code scenario.dirt}
     * @throws Failure usage: there is no such scenario, or what is wrong in it
     */
    public static ScenarioSettings load(String nameOrFile, Map<String, String> assignments) {
        boolean isFile = nameOrFile.contains("/") || nameOrFile.endsWith(SUFFIX);
        if (!isFile && !NAMES.contains(nameOrFile)) {
            throw Failure.usage("--scenario: there is no scenario " + nameOrFile + ", known are "
                    + String.join(", ", NAMES) + "; a file is named by its path");
        }
        String file = isFile ? nameOrFile : FOLDER + nameOrFile + SUFFIX;
        SettingsProblems opening = new SettingsProblems();
        Config settings = new SettingsFiles(Path.of(""), opening).open("--scenario", file);
        opening.throwIfAny();
        for (Map.Entry<String, String> each : assignments.entrySet()) {
            settings = with(settings, each.getKey(), each.getValue());
        }
        String name = file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
        return new ScenarioLoader(name, settings).checked(settings);
    }

    private static Config with(Config settings, String key, String value) {
        try {
            return settings.withValue(
                    key,
                    ConfigValueFactory.fromAnyRef(value).withOrigin(ConfigOriginFactory.newSimple("--set " + key)));
        } catch (ConfigException e) {
            throw Failure.usage("--set " + key + " is no key, write it like scenario.dirt", e);
        }
    }

    private ScenarioSettings checked(Config settings) {
        ScenarioSettings scenario;
        try {
            if (!settings.hasPath(ROOT)) {
                throw Failure.usage("--scenario: " + name + " has no block scenario { ... }");
            }
            scenario = scenario();
        } catch (Failure e) {
            throw e;
        } catch (ConfigException e) {
            problems.add(e);
            problems.throwIfAny();
            throw e;
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) { // a key without a value, which has been noted
            problems.throwIfAny();
            throw e;
        }
        SortedMap<String, String> known = read.canonical();
        settings.entrySet().stream()
                .filter(entry -> !known.containsKey(entry.getKey()))
                .forEach(entry -> problems.add(
                        entry.getValue().origin(),
                        entry.getKey() + " is no setting of a scenario, did you mean "
                                + KnownKeys.nearest(entry.getKey(), new TreeSet<>(known.keySet())) + "?"));
        problems.throwIfAny();
        return scenario;
    }

    private ScenarioSettings scenario() {
        return new ScenarioSettings(
                name,
                read.text("scenario.trap"),
                read.text("scenario.business-model"),
                customers(),
                new ScenarioSettings.Lifecycle(
                        rate("scenario.lifecycle.churn"),
                        rate("scenario.lifecycle.come-back"),
                        rate("scenario.lifecycle.pause"),
                        read.wholeDays("scenario.lifecycle.pause-length"),
                        share("scenario.lifecycle.refunded")),
                new ScenarioSettings.Intent(
                        rate("scenario.intent.per-year"),
                        read.wholeDays("scenario.intent.length"),
                        rate("scenario.intent.buys-per-day")),
                new ScenarioSettings.Response(
                        read.wholeDays("scenario.response.half-life"),
                        rate("scenario.response.saturation"),
                        rate("scenario.response.bearable"),
                        rate("scenario.response.fatigue")),
                new ScenarioSettings.Books(
                        share("scenario.ledger.late"),
                        share("scenario.ledger.tax"),
                        read.wholeNumber("scenario.ledger.by-hand")),
                new ScenarioSettings.Support(
                        rate("scenario.support.tickets-per-year"),
                        rate("scenario.support.after-purchase"),
                        rate("scenario.support.cost")),
                new ScenarioSettings.Offers(
                        share("scenario.offers.share"),
                        share("scenario.offers.seen"),
                        read.wholeDays("scenario.offers.good-for"),
                        read.texts("scenario.offers.placements"),
                        read.texts("scenario.offers.framings")),
                rate("scenario.dirt"),
                each("scenario.families", this::family),
                each("scenario.channels", this::channel),
                each("scenario.programmes", this::programme));
    }

    private ScenarioSettings.Customers customers() {
        String block = "scenario.customers.";
        return new ScenarioSettings.Customers(
                read.text(block + "entry-family"),
                share(block + "installed"),
                rate(block + "spread"),
                read.wholeNumber(block + "markets"),
                rate(block + "skew"),
                share(block + "children"),
                share(block + "internal"),
                share(block + "yearly"),
                share(block + "discounted"),
                each(
                        block + "segments",
                        (segment, key) -> new ScenarioSettings.Segment(
                                segment,
                                share(key + "share"),
                                rate(key + "propensity"),
                                read.wholeNumber(key + "seats"))),
                each(
                        block + "currencies",
                        (currency, key) -> new ScenarioSettings.Currency(
                                currency, share(key + "share"), rate(key + "rate"), rate(key + "price"))));
    }

    private ScenarioSettings.Family family(String family, String key) {
        return new ScenarioSettings.Family(
                family,
                read.flag(key + "recurring"),
                read.text(key + "relation"),
                read.numbers(key + "prices"),
                read.flag(key + "seats"),
                share(key + "margin"),
                rate(key + "buy"),
                rate(key + "upgrade"),
                rate(key + "more"),
                rate(key + "fewer"),
                rate(key + "cancel"),
                rate(key + "wanted"));
    }

    private ScenarioSettings.Channel channel(String channel, String key) {
        return new ScenarioSettings.Channel(
                channel,
                read.text(key + "touch-class"),
                rate(key + "per-month"),
                read.number(key + "targeting"),
                share(key + "capture"),
                share(key + "specific"),
                rate(key + "effect"),
                rate(key + "burden"),
                rate(key + "cost"),
                rate(key + "monthly"));
    }

    private ScenarioSettings.Programme programme(String programme, String key) {
        return new ScenarioSettings.Programme(
                programme,
                read.text(key + "design"),
                read.text(key + "channel"),
                read.text(key + "control"),
                read.wholeDays(key + "starts-before-end"),
                read.wholeDays(key + "runs"),
                Objects.requireNonNullElse(read.optional(key + "steps", read::wholeNumber), 0),
                share(key + "contamination"),
                each(
                        key + "arms",
                        (arm, inner) ->
                                new ScenarioSettings.Arm(arm, share(inner + "share"), share(inner + "delivered"))));
    }

    private <T> List<T> each(String block, BiFunction<String, String, T> build) {
        return read.names(block).stream()
                .map(entry -> build.apply(entry, block + "." + ConfigUtil.joinPath(entry) + "."))
                .toList();
    }

    private double rate(String key) {
        double value = read.number(key);
        if (value < 0) {
            problems.add(read.origin(key), key + " must not be negative, was " + value);
        }
        return value;
    }

    private double share(String key) {
        double value = rate(key);
        if (value > 1) {
            problems.add(read.origin(key), key + " must be 0 to 1, was " + value);
        }
        return value;
    }
}
