package io.crosslift.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleOnPathsTest {
    private static final double TOLERANCE = 1e-12;

    /** The unit data and answers of eeghor/mta; its linear_same is our shapley. */
    @ParameterizedTest
    @CsvSource({
        "first_touch,first_touch",
        "last_touch,last_touch",
        "linear_same,shapley",
        "position_40_40,position_based"
    })
    void agreesWithAnotherToolsUnitData(String test, String model) {
        List<PathCount> paths =
                Golden.paths("attribution/eeghor_mta/unit_input_conftest.csv", "total_conversions", "", "total_null");

        Map<String, Double> credit = onPaths(model).fit(paths).conversionCredit();

        List<Map<String, String>> expected = Golden.rows("attribution/eeghor_mta/unit_expected.csv").stream()
                .filter(row -> test.equals(row.get("test")))
                .toList();
        assertThat(expected).isNotEmpty();
        expected.forEach(row -> assertThat(credit.get(row.get("channel")))
                .as(row.get("channel"))
                .isCloseTo(fraction(row.get("value")), within(TOLERANCE)));
    }

    @Test
    void countsRepeatsOfAChannelInLinearCredit() {
        PathModelResult result = onPaths("linear").fit(List.of(new PathCount(List.of("a", "a", "b"), 6, 90, 0)));

        assertThat(result.channels().get("a").conversions()).isCloseTo(4, within(TOLERANCE));
        assertThat(result.channels().get("b").conversions()).isCloseTo(2, within(TOLERANCE));
        assertThat(result.channels().get("a").value()).isCloseTo(60, within(TOLERANCE));
    }

    @ParameterizedTest
    @CsvSource({"time_decay", "w_shaped", "full_path"})
    void refusesRulesThatReadMoreThanChannels(String model) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> onPaths(model))
                .withMessage(model + " needs the time or class of each touch, a path has channels only");
    }

    private static PathModel onPaths(String name) {
        AttributionModel model = AttributionModels.create(name, AttributionModelSettings.DEFAULTS);
        return model instanceof TouchRule rule ? new RuleOnPaths(rule) : (PathModel) model;
    }

    private static double fraction(String text) {
        String[] parts = text.split("/");
        return Double.parseDouble(parts[0]) / (parts.length == 1 ? 1 : Double.parseDouble(parts[1]));
    }
}
