package io.crosslift.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every model of the registry. */
class AttributionModelContractTest {
    private static final double TOLERANCE = 1e-9;
    private static final List<PathCount> PATHS = randomPaths();

    static Stream<AttributionModel> everyModel() {
        return AttributionModels.names().stream()
                .map(name -> AttributionModels.create(name, AttributionModelSettings.DEFAULTS));
    }

    static Stream<PathModel> modelsOnPaths() {
        return everyModel()
                .filter(model -> !(model instanceof TouchRule rule && rule.readsTimesOrClasses()))
                .map(model -> model instanceof TouchRule rule ? new RuleOnPaths(rule) : (PathModel) model);
    }

    @Test
    void theRegistryKnowsTheModels() {
        assertThat(AttributionModels.names())
                .containsExactly(
                        "custom",
                        "first_touch",
                        "full_path",
                        "last_non_direct",
                        "last_touch",
                        "linear",
                        "logistic",
                        "markov",
                        "markov_shapley",
                        "position_based",
                        "shapley",
                        "shapley_rate",
                        "time_decay",
                        "w_shaped");
        assertThat(AttributionModels.names())
                .allSatisfy(name -> assertThat(AttributionModels.create(name, AttributionModelSettings.DEFAULTS)
                                .name())
                        .isEqualTo(name));
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AttributionModels.create("lastclick", AttributionModelSettings.DEFAULTS))
                .withMessageStartingWith("unknown attribution model 'lastclick', known are: custom, first_touch, ");
    }

    @ParameterizedTest
    @MethodSource("modelsOnPaths")
    void channelCreditSumsToConversionsAndValue(PathModel model) {
        PathModelResult result = model.fit(PATHS);

        assertThat(result.model()).isEqualTo(model.name());
        assertThat(result.channels().values().stream()
                        .mapToDouble(ChannelCredit::conversions)
                        .sum())
                .isCloseTo(PATHS.stream().mapToLong(PathCount::conversions).sum(), within(TOLERANCE));
        assertThat(result.channels().values().stream()
                        .mapToDouble(ChannelCredit::value)
                        .sum())
                .isCloseTo(PATHS.stream().mapToLong(PathCount::value).sum(), within(1e-6));
    }

    @ParameterizedTest
    @MethodSource("modelsOnPaths")
    void theOrderOfPathsChangesNoBit(PathModel model) {
        List<PathCount> shuffled = new ArrayList<>(PATHS);
        Collections.shuffle(shuffled, new Random(2));

        assertThat(model.fit(shuffled)).isEqualTo(model.fit(PATHS));
    }

    @ParameterizedTest
    @MethodSource("modelsOnPaths")
    void mergingDuplicatePathsChangesNoBit(PathModel model) {
        List<PathCount> split = new ArrayList<>();
        for (PathCount path : PATHS) {
            boolean converted = path.conversions() > 0;
            split.add(new PathCount(path.channels(), 0, 0, path.nulls() / 2));
            split.add(
                    new PathCount(path.channels(), path.conversions(), path.value(), path.nulls() - path.nulls() / 2));
            split.add(new PathCount(path.channels(), converted ? 1 : 0, 0, 0));
        }

        assertThat(model.fit(split)).isEqualTo(model.fit(PathCount.merged(split)));
    }

    @ParameterizedTest
    @MethodSource("modelsOnPaths")
    void aChannelInNoJourneyGetsNothing(PathModel model) {
        List<PathCount> more = new ArrayList<>(PATHS);
        more.add(new PathCount(List.of("unused", "a"), 0, 0, 0));

        assertThat(model.fit(more).conversionCredit().getOrDefault("unused", 0.0))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("modelsOnPaths")
    void withoutConversionsEveryCreditIsZeroAndTheReasonGiven(PathModel model) {
        List<PathCount> unconverted =
                List.of(new PathCount(List.of("a", "b"), 0, 0, 3), new PathCount(List.of("c"), 0, 0, 1));

        PathModelResult result = model.fit(unconverted);

        assertThat(result.conversionCredit()).containsOnlyKeys("a", "b", "c");
        assertThat(result.channels().values()).containsOnly(ChannelCredit.of(0, 0));
        assertThat(result.notes()).containsExactly(PathModelResult.NO_CONVERSIONS);
        assertThat(model.fit(List.of()).channels()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("modelsOnPaths")
    void aSingleChannelGetsEverything(PathModel model) {
        ChannelCredit credit = model.fit(List.of(new PathCount(List.of("a", "a"), 4, 900, 2)))
                .channels()
                .get("a");

        assertThat(credit.conversions()).isCloseTo(4, within(TOLERANCE));
        assertThat(credit.value()).isCloseTo(900, within(TOLERANCE));
    }

    @ParameterizedTest
    @MethodSource("everyModel")
    void touchCreditSumsToEachConversionAndItsRefundInAnyTouchOrder(AttributionModel model) {
        JourneyCredit credit = new JourneyCredit(journeyRule(model));
        for (PathCount path : PATHS) {
            List<Touch> touches = touches(path.channels());
            Conversion conversion = new Conversion("c", path.value() + 1, path.value() / 3, 1_000_000_000_000L);

            List<CreditPosting> postings = credit.postings(touches, List.of(conversion));

            assertThat(postings).hasSameSizeAs(touches);
            assertThat(postings.stream().mapToDouble(CreditPosting::weight).sum())
                    .isCloseTo(1, within(1e-12));
            assertThat(postings)
                    .allSatisfy(posting -> assertThat(posting.weight()).isNotNegative());
            assertThat(postings.stream()
                            .mapToLong(CreditPosting::conversionPosting)
                            .sum())
                    .isEqualTo(conversion.value());
            assertThat(postings.stream()
                            .mapToLong(CreditPosting::clawbackPosting)
                            .sum())
                    .isEqualTo(-conversion.refunded());
            List<Touch> reversed = new ArrayList<>(touches);
            Collections.reverse(reversed);
            assertThat(credit.postings(reversed, List.of(conversion))).isEqualTo(postings);
        }
    }

    @ParameterizedTest
    @MethodSource("everyModel")
    void aRuleTravelsToOtherProcesses(AttributionModel model) throws IOException, ClassNotFoundException {
        JourneyCredit credit = new JourneyCredit(journeyRule(model));
        List<Touch> touches = touches(List.of("a", "b", "a", "direct"));
        List<Conversion> conversions = List.of(new Conversion("c", 999, 100, 1_000_000_000_000L));

        assertThat(((JourneyCredit) sent(credit)).postings(touches, conversions))
                .isEqualTo(credit.postings(touches, conversions));
        assertThat(((AttributionModel) sent(model)).name()).isEqualTo(model.name());
    }

    @ParameterizedTest
    @MethodSource("modelsOnPaths")
    void aFittedModelTravelsToOtherProcesses(PathModel model) throws IOException, ClassNotFoundException {
        PathModelResult result = model.fit(PATHS);

        assertThat(sent(result)).isEqualTo(result);
    }

    @ParameterizedTest
    @MethodSource("modelsOnPaths")
    void everyIdentityOfAFitHolds(PathModel model) {
        List<ModelCheck> checks = model.fit(PATHS).checks();

        assertThat(checks).hasSizeGreaterThanOrEqualTo(2).allMatch(ModelCheck::passed);
        assertThat(checks).extracting(ModelCheck::model).containsOnly(model.name());
    }

    @ParameterizedTest
    @MethodSource("modelsOnPaths")
    void theSamePathsGiveTheSameBytesAgain(PathModel model) throws IOException {
        List<PathCount> shuffled = new ArrayList<>(PATHS);
        Collections.shuffle(shuffled, new Random(3));

        assertThat(bytes(model.fit(shuffled))).isEqualTo(bytes(model.fit(PATHS)));
    }

    @ParameterizedTest
    @MethodSource("modelsOnPaths")
    void resamplesOfTheSameSeedGiveTheSameBytesAgain(PathModel model) throws IOException {
        PathTable paths = PathTable.of(PATHS);

        SortedMap<String, ChannelSpread> spread = Bootstrap.spread(model, paths, new PoissonResamples(paths, 5, 8));

        assertThat(spread.keySet()).containsExactlyElementsOf(paths.channels());
        assertThat(bytes(new TreeMap<>(spread)))
                .isEqualTo(bytes(new TreeMap<>(Bootstrap.spread(model, paths, new PoissonResamples(paths, 5, 8)))));
    }

    /** A preparation that is refitted must say what a fit of its own says. */
    @ParameterizedTest
    @MethodSource("modelsOnPaths")
    void aPreparedFitIsTheFit(PathModel model) {
        PathTable paths = PathTable.of(PATHS);
        PathWeights weights = new PoissonResamples(paths, 2, 8).of(1);

        assertThat(model.fitter(paths).fit(weights)).isEqualTo(model.fit(paths, weights));
    }

    @ParameterizedTest
    @MethodSource("modelsOnPaths")
    void aChainDoesNotSeeHowLongAStateIsStayedIn(PathModel model) {
        if (model.fit(PATHS).order() == 1) {
            List<PathCount> stayed = PATHS.stream()
                    .map(path -> new PathCount(
                            path.channels().stream()
                                    .flatMap(channel -> Stream.of(channel, channel))
                                    .toList(),
                            path.conversions(),
                            path.value(),
                            path.nulls()))
                    .toList();

            assertThat(model.fit(stayed).channels()).isEqualTo(model.fit(PATHS).channels());
        }
    }

    private static TouchRule journeyRule(AttributionModel model) {
        return model instanceof PathModel pathModel ? pathModel.journeyRule(pathModel.fit(PATHS)) : (TouchRule) model;
    }

    private static Object sent(Object object) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes(object)))) {
            return in.readObject();
        }
    }

    private static byte[] bytes(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    private static List<Touch> touches(List<String> channels) {
        List<String> classes = List.of("campaign", "trial", "support", "sales_assist");
        return IntStream.range(0, channels.size())
                .mapToObj(i -> new Touch("t" + i, i * 86_400_000_000L, channels.get(i), classes.get(i % 4)))
                .toList();
    }

    private static List<PathCount> randomPaths() {
        Random random = new Random(1);
        List<String> channels = List.of("a", "b", "c", "d", "e", "f", "direct", "\u00E9");
        return IntStream.range(0, 200)
                .mapToObj(i -> {
                    List<String> path = random.ints(1 + random.nextInt(8), 0, channels.size())
                            .mapToObj(channels::get)
                            .toList();
                    int conversions = random.nextInt(4);
                    long value = conversions == 0 ? 0 : random.nextInt(100_000);
                    return new PathCount(path, conversions, value, random.nextInt(20));
                })
                .toList();
    }
}
