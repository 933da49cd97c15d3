package io.crosslift.marketfile;

import io.crosslift.failure.Failure;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a file of markets and days.
 *
 * @param marketColumn holds the market
 * @param dateColumn holds the day, such as 2021-03-31
 * @param outcomeColumn holds the outcome
 * @param costColumn holds what was spent on the programme, or {@code null}
 * @param pairColumn holds the pair that a market belongs to, or {@code null}
 * @param treated markets that got the programme
 * @param excluded markets that are left out
 * @param from first day of the test
 * @param to last day of the test; {@code null} for the last one of the file
 * @param missingIsZero whether a market without a row on a day had 0
 * @param methods in this order
 * @param alpha error rate of intervals and verdicts
 */
public record MarketQuestion(
        String marketColumn,
        String dateColumn,
        String outcomeColumn,
        @Nullable String costColumn,
        @Nullable String pairColumn,
        List<String> treated,
        List<String> excluded,
        LocalDate from,
        @Nullable LocalDate to,
        boolean missingIsZero,
        List<String> methods,
        double alpha) {

    /** @throws Failure of usage, naming the option */
    public MarketQuestion {
        treated = List.copyOf(treated);
        excluded = List.copyOf(excluded);
        methods = List.copyOf(methods);
        if (treated.isEmpty() || treated.contains("")) {
            throw Failure.usage("--treated is missing, name the markets that got the programme, separated by commas");
        }
        requireDistinct("--treated", treated);
        requireDistinct("--method", methods);
        Set<String> both = new HashSet<>(treated);
        both.retainAll(excluded);
        if (!both.isEmpty()) {
            throw Failure.usage(
                    "the market " + both.iterator().next() + " is in --treated and in --exclude, take it out of one");
        }
        if (to != null && to.isBefore(from)) {
            throw Failure.usage("--to " + to + " lies before --from " + from + ", swap them");
        }
        if (!(alpha > 0 && alpha < 0.5)) {
            throw Failure.usage("--alpha must be above 0 and below 0.5, was " + alpha);
        }
    }

    private static void requireDistinct(String option, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw Failure.usage(option + " names " + name + " twice, leave one out");
            }
        }
    }
}
