package io.crosslift.attribution;

import static io.crosslift.attribution.Golden.minorUnits;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClawbackTest {

    @Test
    void postsTheDifferenceToANewSplitOfWhatRemains() {
        double[] weights = Golden.rows("kpi/19_refund_clawback/in_touches.csv").stream()
                .mapToDouble(row -> Double.parseDouble(row.get("weight")))
                .toArray();
        List<List<Long>> posted = new ArrayList<>();
        long[] balances = new long[weights.length];
        long value = 0;

        for (Map<String, String> event : Golden.rows("kpi/19_refund_clawback/in_events.csv")) {
            long amount = minorUnits(event.get("amount"), 2);
            long remaining = "refund".equals(event.get("event")) ? value - amount : value + amount;
            long[] postings = Clawback.postings(value, remaining, weights);
            value = remaining;
            for (int i = 0; i < weights.length; i++) {
                balances[i] += postings[i];
                posted.add(List.of(postings[i], balances[i]));
            }
        }

        assertThat(posted)
                .isEqualTo(Golden.rows("kpi/19_refund_clawback/expected.csv").stream()
                        .map(row -> List.of(
                                minorUnits(row.get("credit_posted"), 2), minorUnits(row.get("credit_balance"), 2)))
                        .toList());
    }
}
