package io.crosslift.unitfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class NumberTextProperties {
    @Property
    void everyDoubleIsReadBackFromItsShortestText(@ForAll double number) {
        assertThat(read(Double.toString(number))).isEqualTo(number);
    }

    @Property
    void plainDecimalsAreRoundedAsJavaRoundsThem(@ForAll long unscaled, @ForAll @IntRange(max = 18) int decimals) {
        String text = BigDecimal.valueOf(unscaled, decimals).toPlainString();

        assertThat(read(text)).isEqualTo(Double.parseDouble(text));
    }

    @Example
    void wordsAndOtherNotationsAreNoNumbers() {
        for (String text : new String[] {
            "",
            "-",
            ".",
            "+.",
            "1.2.3",
            "NaN",
            "Infinity",
            "-inf",
            "0x1p3",
            "1d",
            "1f",
            "1_000",
            "1,5",
            "1 000",
            "e5",
            "--1"
        }) {
            assertThat(read(text)).as(text).isNaN();
        }
    }

    @Example
    void signsExponentsAndFlagsAreKnown() {
        assertThat(read("+7")).isEqualTo(7);
        assertThat(read("-.5")).isEqualTo(-0.5);
        assertThat(read("5.")).isEqualTo(5);
        assertThat(read("1e3")).isEqualTo(1000);
        assertThat(read("2.5E-3")).isEqualTo(0.0025);
        assertThat(read("TRUE")).isEqualTo(1);
        assertThat(read("false")).isZero();
    }

    private static double read(String text) {
        char[] characters = ("," + text + ",").toCharArray();
        return NumberText.read(characters, 1, characters.length - 1);
    }
}
