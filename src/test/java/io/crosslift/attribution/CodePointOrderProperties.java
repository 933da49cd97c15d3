package io.crosslift.attribution;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CodePointOrderProperties {

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "b", "\u00E9", "\uE000", "\uFF5E", "\uD83D\uDE00", "\uD83D\uDE01")
                .list()
                .ofMaxSize(4)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 500, seed = "1")
    void isTheOrderOfTheBytesInUtf8(@ForAll("texts") String left, @ForAll("texts") String right) {
        int ofBytes =
                Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

        assertThat(Integer.signum(CODE_POINT_ORDER.compare(left, right))).isEqualTo(Integer.signum(ofBytes));
    }
}
