package io.crosslift.source.rules;

import io.crosslift.schema.TableSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that decides on the rows of a contract table, in the order in which it is applied: format, duplicates of the key, events
 * after as-of, defects, exclusions, duplicates in substance.
 *
 * @param table contract table
 * @param amount column of money that is counted per outcome, or null
 * @param event column that says when the row happened: the newest is counted, later than as-of is future; or null
 * @param key columns of which one row stays
 * @param earliestStays of several rows of a key the earliest stays, instead of the one with the highest sequence
 * @param format rules on single values
 * @param steps what the later rules look at
 * @param defects rules whose breach is a defect
 * @param exclusions rules that leave a sound row out
 * @param closing what is decided among the rows that every rule left
 */
public record TableRules(
        TableSpec table,
        @Nullable String amount,
        @Nullable String event,
        List<String> key,
        boolean earliestStays,
        List<Rule> format,
        List<Step> steps,
        List<Rule> defects,
        List<Rule> exclusions,
        List<Step> closing) {

    static Builder of(TableSpec table) {
        return new Builder(table);
    }

    /** Collects the rules of a table. */
    static final class Builder {
        private final TableSpec table;
        private final List<Rule> format = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();
        private final List<Rule> defects = new ArrayList<>();
        private final List<Rule> exclusions = new ArrayList<>();
        private final List<Step> closing = new ArrayList<>();
        private @Nullable String amount;
        private @Nullable String event;
        private List<String> key;
        private boolean earliestStays;

        private Builder(TableSpec table) {
            this.table = table;
            this.key = table.key();
        }

        Builder amount(String column) {
            amount = column;
            return this;
        }

        Builder event(String column) {
            event = column;
            return this;
        }

        Builder key(String... columns) {
            key = List.of(columns);
            return this;
        }

        Builder earliestStays() {
            earliestStays = true;
            return this;
        }

        Builder format(Rule... rules) {
            format.addAll(List.of(rules));
            return this;
        }

        Builder step(Step... added) {
            steps.addAll(List.of(added));
            return this;
        }

        Builder defects(Rule... rules) {
            defects.addAll(List.of(rules));
            return this;
        }

        Builder exclusions(Rule... rules) {
            exclusions.addAll(List.of(rules));
            return this;
        }

        Builder closing(Step... added) {
            closing.addAll(List.of(added));
            return this;
        }

        TableRules build() {
            return new TableRules(
                    table, amount, event, key, earliestStays, format, steps, defects, exclusions, closing);
        }
    }
}
