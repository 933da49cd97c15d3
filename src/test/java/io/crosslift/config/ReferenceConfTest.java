package io.crosslift.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReferenceConfTest {
    private static final Set<String> NAMED_BY_THE_USER = Set.of("source.feeds", "source.tables", "attribution.teams");

    private final Config reference = SettingsLoader.reference();

    @Test
    void hasEveryKeyThatIsReadAndNoOther() {
        SettingsProblems problems = new SettingsProblems();
        SettingsReader reader = new SettingsReader(reference, reference, Set.of(), problems);

        new SettingsBlocks(reader, problems).all();

        problems.throwIfAny();
        SortedSet<String> read = new TreeSet<>();
        reader.canonical().keySet().forEach(key -> read.add(key.replaceFirst("^(attribution.teams)\\..*", "$1")));
        SortedSet<String> declared = new TreeSet<>();
        collect(reference.root(), "", declared);
        declared.removeAll(Set.of("source.feeds", "source.tables")); // empty, so nothing of them is read
        assertThat(read).isEqualTo(declared);
    }

    @Test
    void hasAKeyForEveryComponentOfTheRecords() {
        SortedSet<String> declared = new TreeSet<>();
        collect(reference.root(), "", declared);
        int components = 0;
        for (RecordComponent block : Settings.class.getRecordComponents()) {
            components += components(block.getType());
        }

        assertThat(declared).hasSize(components - 1); // SourceSettings.file is where it was read
    }

    /** Components, those of nested blocks of settings in the place of the block. */
    private static int components(Class<?> block) {
        int components = 0;
        for (RecordComponent component : block.getRecordComponents()) {
            boolean nested = component.getType().isRecord()
                    && component.getType().getSimpleName().endsWith("Settings");
            components += nested ? components(component.getType()) : 1;
        }
        return components;
    }

    @Test
    void explainsEveryKeyOrTheBlockAroundIt() {
        SortedSet<String> unexplained = new TreeSet<>();
        collectUnexplained(reference.root(), "", false, unexplained);

        assertThat(unexplained).isEmpty();
    }

    @Test
    void carriesTheDefaultsOfTheDefinitions() {
        Settings settings = SettingsLoader.defaults().settings();

        // kpi.md G10 and G14, attribution.md A.1 and A.2, rulings A-4, F-7, F-11, H-1, H-3, O-5, T-3, E-3.
        assertThat(settings.offers()).isEqualTo(new OfferSettings(30, 30, 30));
        assertThat(settings.attach().windowsDays()).containsExactly(30, 90, 365);
        assertThat(settings.attach().topPairs()).isEqualTo(50);
        assertThat(settings.journey().sessionGap()).isEqualTo(Duration.ofMinutes(30));
        assertThat(settings.journey().dedupeWindow()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.journey().lookbackCrossSell()).isEqualTo(Duration.ofDays(90));
        assertThat(settings.journey().lookbackUpSell()).isEqualTo(Duration.ofDays(90));
        assertThat(settings.journey().timeout()).isEqualTo(Duration.ofDays(90));
        assertThat(settings.journey().maxTouches()).isEqualTo(200);
        assertThat(settings.journey().maxPromotedFamilies()).isEqualTo(20);
        assertThat(settings.attribution().halfLife()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.attribution().positionFirst()).isEqualTo(0.4);
        assertThat(settings.attribution().positionMiddle()).isEqualTo(0.2);
        assertThat(settings.attribution().positionLast()).isEqualTo(0.4);
        assertThat(settings.attribution().milestoneWShaped()).isEqualTo(0.3);
        assertThat(settings.attribution().milestoneFullPath()).isEqualTo(0.225);
        assertThat(settings.attribution().trainingWindowDays()).isEqualTo(365);
        assertThat(settings.attribution().modelsOfRecord())
                .containsExactly("last_touch", "w_shaped", "markov", "shapley");
        assertThat(settings.attribution().models()).hasSize(12).doesNotContain("custom", "logistic");
        assertThat(settings.attribution().teamOfTouchClass())
                .hasSize(10)
                .containsEntry("referral", "sales")
                .containsEntry("trial", "product")
                .containsEntry("paid_ad", "marketing")
                .containsEntry("support", "success");
        assertThat(settings.orders()).isEqualTo(new OrderSettings(null, 365));
        assertThat(settings.run()).isEqualTo(new RunSettings(null, null, false, 120));
        assertThat(settings.lake())
                .isEqualTo(new LakeSettings("lakehouse", Duration.ofDays(35), Duration.ofDays(35), 3));
        assertThat(settings.reporting().minimumObservations()).isEqualTo(30);
        assertThat(settings.quality().maxQuarantinedRevenue()).isEqualByComparingTo("0.005");
        assertThat(settings.quality().retryWindowDays()).isEqualTo(120);
        assertThat(settings.revenue().months()).containsExactly(3, 6, 12, 24);
        assertThat(settings.lifecycle().retentionWindowsDays()).containsExactly(90, 180, 365);
        assertThat(settings.lifecycle().inactiveAfterDays(settings.orders())).isEqualTo(365);
        assertThat(settings.lift())
                .isEqualTo(new LiftSettings(
                        0.001,
                        0.05,
                        128,
                        new CalibrationSettings(365, 180, new CalibrationPriorSettings(0.5, 1, 0.5))));
    }

    private static void collect(ConfigObject block, String prefix, SortedSet<String> keys) {
        for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
            String key = prefix + entry.getKey();
            if (entry.getValue() instanceof ConfigObject inner && !NAMED_BY_THE_USER.contains(key)) {
                collect(inner, key + ".", keys);
            } else {
                keys.add(key);
            }
        }
    }

    private static void collectUnexplained(
            ConfigObject block, String prefix, boolean around, SortedSet<String> unexplained) {
        for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
            String key = prefix + entry.getKey();
            boolean explained = !entry.getValue().origin().comments().isEmpty();
            // The comment of a whole block says nothing about its keys; that of a group inside a block does.
            boolean explains = explained && !prefix.isEmpty();
            if (entry.getValue() instanceof ConfigObject inner) {
                collectUnexplained(inner, key + ".", around || explains, unexplained);
            } else if (!explained && !around) {
                unexplained.add(key);
            }
        }
    }
}
