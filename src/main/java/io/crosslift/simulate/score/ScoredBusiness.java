package io.crosslift.simulate.score;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a run found of one made business, beside what is true.
 *
 * @param seed of the business
 * @param rows comparisons
 */
public record ScoredBusiness(long seed, List<ScoreRow> rows) {
    public ScoredBusiness {
        rows = List.copyOf(rows);
    }

    Stream<ScoreRow> of(String part) {
        return rows.stream().filter(row -> row.part().equals(part));
    }

    Optional<ScoreRow> one(String part, String subject, String item, String measure) {
        return of(part).filter(row -> row.subject().equals(subject)
                        && row.item().equals(item)
                        && row.measure().equals(measure))
                .findFirst();
    }

    boolean has(String part) {
        return of(part).findAny().isPresent();
    }

    boolean all(String part, Predicate<ScoreRow> wanted) {
        return of(part).allMatch(wanted);
    }
}
