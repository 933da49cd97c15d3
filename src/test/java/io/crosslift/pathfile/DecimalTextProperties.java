package io.crosslift.pathfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.pathfile.DecimalText.Reading;
import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class DecimalTextProperties {
    private final DecimalText number = new DecimalText();

    @Property
    void plainDecimalsAreReadAsTheyAreWritten(@ForAll long unscaled, @ForAll @IntRange(max = 18) int scale) {
        BigDecimal written = BigDecimal.valueOf(unscaled / 4, scale);

        assertThat(read(written.toPlainString(), 18)).isEqualTo(Reading.NUMBER);

        assertThat(result()).isEqualByComparingTo(written);
        assertThat(number.rounded()).isFalse();
        assertThat(number.scale())
                .isEqualTo(Math.max(0, written.stripTrailingZeros().scale()));
    }

    @Property
    void exponentsAreKnown(
            @ForAll @LongRange(min = -99_999, max = 99_999) long digits,
            @ForAll @IntRange(min = -12, max = 12) int exponent) {
        assertThat(read(digits + "e" + exponent, 18)).isEqualTo(Reading.NUMBER);

        assertThat(result()).isEqualByComparingTo(new BigDecimal(digits + "e" + exponent));
    }

    @Property
    void furtherDecimalsAreRoundedHalfAwayFromZero(
            @ForAll @LongRange(min = -1_000_000, max = 1_000_000) long unscaled,
            @ForAll @IntRange(max = 6) int decimals) {
        BigDecimal written = BigDecimal.valueOf(unscaled, 5);

        assertThat(read(written.toPlainString(), decimals)).isEqualTo(Reading.NUMBER);

        BigDecimal expected = written.setScale(decimals, RoundingMode.HALF_UP);
        assertThat(result()).isEqualByComparingTo(expected);
        assertThat(number.rounded()).isEqualTo(expected.compareTo(written) != 0);
    }

    @Property(tries = 50)
    void whatNoLongHoldsIsTooLarge(@ForAll @IntRange(min = 19, max = 2_000_000_000) int exponent) {
        assertThat(read("1e" + exponent, 18)).isEqualTo(Reading.TOO_LARGE);
    }

    @Property(tries = 1)
    void anythingElseIsNoNumber() {
        for (String text : new String[] {
            "", "-", ".", "1.2.3", "1,5", "0x10", "1e", "NaN", "Infinity", "1 000", "--1", "1e9999999999"
        }) {
            assertThat(read(text, 18)).as(text).isEqualTo(Reading.NO_NUMBER);
        }
    }

    private Reading read(String text, int decimals) {
        char[] around = ("9" + text + "9").toCharArray();
        return number.read(around, 1, around.length - 1, decimals);
    }

    private BigDecimal result() {
        return BigDecimal.valueOf(number.unscaled(), number.scale());
    }
}
