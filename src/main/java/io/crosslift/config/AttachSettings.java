package io.crosslift.config;

import static io.crosslift.config.Check.check;

import java.util.List;

/**
 * Which pairs of families are followed, and for how long.
 *
 * @param windowsDays days after the anchor purchase
 * @param pairs pairs followed by decision, each {@code anchor -> attach}
 * @param topPairs so many of the pairs held together by most accounts are followed too
 */
public record AttachSettings(List<Integer> windowsDays, List<Pair> pairs, int topPairs) {
    public AttachSettings {
        check(!windowsDays.isEmpty(), "attach.windows must name a window");
        check(
                windowsDays.stream().allMatch(days -> days >= 0),
                "attach.windows must not be negative, were %s",
                windowsDays);
        check(topPairs >= 0, "attach.top-pairs must not be negative, was %s", topPairs);
        windowsDays = List.copyOf(windowsDays);
        pairs = List.copyOf(pairs);
    }

    /** An anchor family and the family that may attach to it. */
    public record Pair(String anchor, String attach) {
        /**
         * Reads {@code anchor -> attach}.
         *
         * @throws IllegalArgumentException if the text is anything else
         */
        static Pair parse(String text) {
            String[] families = text.split("->", -1);
            check(
                    families.length == 2 && !families[0].isBlank() && !families[1].isBlank(),
                    "attach.pairs must be written anchor -> attach, was %s",
                    text);
            return new Pair(families[0].strip(), families[1].strip());
        }
    }
}
