package io.crosslift.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0         | 0.00
            7.125     | 7.13
            99.96     | 100.0
            999.4     | 999
            999.5     | 1.00 k
            12345     | 12.3 k
            -253081.94| −253 k
            1163479.83| 1.16 M
            2e9       | 2.00 bn
            """)
    void shortMoneyKeepsThreeDigitsThatMatter(String amount, String text) {
        assertThat(Wording.shortMoney(new BigDecimal(amount))).isEqualTo(text);
    }

    @Test
    void moneyIsGroupedToTheCentAndNothingIsADash() {
        assertThat(Wording.money(new BigDecimal("-1234567.895"))).isEqualTo("−1,234,567.90");
        assertThat(Wording.money(null)).isEqualTo("–");
        assertThat(Wording.percent(null)).isEqualTo("–");
    }

    @Test
    void sharesAndChangesHaveOneDecimalAndChangesASign() {
        assertThat(Wording.percent(0.3764)).isEqualTo("37.6 %");
        assertThat(Wording.change(-0.0513)).isEqualTo("−5.1 %");
        assertThat(Wording.change(0.5)).isEqualTo("+50.0 %");
    }

    @ParameterizedTest
    @CsvSource({"123.4, 123", "12.34, 12.3", "1.234, 1.23", "0.01234, 0.0123", "-1.5, −1.50"})
    void aStatisticHasAsManyDigitsAsItsSizeNeeds(double value, String text) {
        assertThat(Wording.figure(value)).isEqualTo(text);
    }

    @Test
    void listsEndWithAnd() {
        assertThat(Wording.listed(List.of())).isEmpty();
        assertThat(Wording.listed(List.of("a"))).isEqualTo("a");
        assertThat(Wording.listed(List.of("a", "b", "c"))).isEqualTo("a, b and c");
    }
}
