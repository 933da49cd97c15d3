package io.crosslift.expansion;

import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.InvoiceLines;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * Walks rows sorted by account and time, one order at a time, and yields each line with its label and each change of
 * ownership. Holds one account's holdings and one order's lines.
 */
final class AccountReplay implements Iterator<Row> {
    /** What does not change from account to account. */
    record Rules(RelationGraph relations, Map<String, Integer> topTierOfFamily, long expiresAfter, long endOfAsOf)
            implements Serializable {}

    /** Ownership of one family as last told. */
    private record State(
            boolean owned, @Nullable Integer tier, @Nullable Long since) {
        static final State NONE = new State(false, null, null);
    }

    private static final int LABEL_COLUMNS = 6;
    private static final int CHANGE_COLUMNS = 6;

    private final Rules rules;
    private final int inputWidth;
    private final Iterator<Row> rows;
    private final Deque<Row> ready = new ArrayDeque<>();
    private final List<Row> order = new ArrayList<>();
    private final Map<String, State> told = new TreeMap<>();
    private @Nullable Columns columns;
    private @Nullable String account;
    private AccountHoldings holdings;
    private ItemHoldings items;
    private LineClassifier classifier;

    AccountReplay(Rules rules, int inputWidth, Iterator<Row> rows) {
        this.rules = rules;
        this.inputWidth = inputWidth;
        this.rows = rows;
        this.holdings = new AccountHoldings(rules.expiresAfter());
        this.items = new ItemHoldings();
        this.classifier = new LineClassifier(rules.relations(), holdings, items);
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && rows.hasNext()) {
            accept(rows.next());
            if (!rows.hasNext()) {
                closeAccount();
            }
        }
        return !ready.isEmpty();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.removeFirst();
    }

    private void accept(Row row) {
        Columns at = columns(row);
        String rowAccount = row.getString(at.account);
        if (!rowAccount.equals(account)) {
            closeAccount();
            openAccount(rowAccount);
        }
        if (row.getInt(at.kind) == ClassifiedLinesStep.ITEM) {
            items.take(at.span(row));
            return;
        }
        if (row.getInt(at.kind) == ClassifiedLinesStep.RETURN) {
            closeOrder();
            String family = row.getString(at.family);
            boolean billsItem = classifier.billsItem(at.text(row, at.item), row.getBoolean(at.recurring), family);
            holdings.giveBack(family, row.getString(at.product), row.getLong(at.quantity), billsItem);
            tell(family, row.getLong(at.time));
            return;
        }
        if (!order.isEmpty() && !row.getString(at.order).equals(order.get(0).getString(at.order))) {
            closeOrder();
        }
        order.add(row);
    }

    private void openAccount(String name) {
        account = name;
        told.clear();
        holdings = new AccountHoldings(rules.expiresAfter());
        items = new ItemHoldings();
        classifier = new LineClassifier(rules.relations(), holdings, items);
    }

    private void closeAccount() {
        closeOrder();
        if (account != null) {
            for (String family : List.copyOf(told.keySet())) {
                expire(family, rules.endOfAsOf());
            }
        }
    }

    private void closeOrder() {
        if (order.isEmpty()) {
            return;
        }
        Columns at = columns(order.get(0));
        List<PurchaseLine> lines = order.stream().map(at::line).toList();
        lines.stream()
                .map(PurchaseLine::family)
                .distinct()
                .sorted()
                .forEach(family -> expire(family, lines.get(0).at()));
        List<LineClassifier.Label> labels =
                classifier.classify(lines, order.get(0).getLong(at.startOfDay));
        for (int i = 0; i < lines.size(); i++) {
            ready.add(labelled(order.get(i), labels.get(i)));
        }
        for (int i = 0; i < lines.size(); i++) {
            tell(lines.get(i).family(), lines.get(i).at());
        }
        order.clear();
    }

    /** Tells that ownership ended by expiry at or before {@code until}, if it did. */
    private void expire(String family, long until) {
        long expiry = holdings.expiryOf(family);
        if (told.getOrDefault(family, State.NONE).owned() && expiry < until) {
            told.put(family, State.NONE);
            ready.add(change(family, expiry, State.NONE));
        }
    }

    private void tell(String family, long at) {
        boolean owned = holdings.owns(family, at);
        State before = told.getOrDefault(family, State.NONE);
        Integer tier = owned ? holdings.highestTier(family) : null;
        Long since = owned ? (before.owned() ? before.since() : Long.valueOf(at)) : null;
        State now = new State(owned, tier, since);
        if (!now.equals(before)) {
            told.put(family, now);
            ready.add(change(family, at, now));
        }
    }

    private Row labelled(Row line, LineClassifier.Label label) {
        Object[] values = widened(line);
        values[inputWidth] = label.sellType();
        values[inputWidth + 1] = label.upsellMode();
        values[inputWidth + 2] = label.existing();
        values[inputWidth + 3] = label.movementClass();
        values[inputWidth + 4] = label.reason();
        values[inputWidth + 5] = label.replaced();
        return RowFactory.create(values);
    }

    private Row change(String family, long at, State state) {
        Columns position = Objects.requireNonNull(columns);
        Integer top = rules.topTierOfFamily().get(family);
        Object[] values = new Object[inputWidth + LABEL_COLUMNS + CHANGE_COLUMNS];
        values[position.account] = account;
        values[position.kind] = ClassifiedLinesStep.CHANGE;
        int first = inputWidth + LABEL_COLUMNS;
        values[first] = family;
        values[first + 1] = at;
        values[first + 2] = state.owned();
        values[first + 3] = state.since();
        values[first + 4] = state.tier();
        values[first + 5] = state.owned() && state.tier() != null && top != null && state.tier() < top;
        return RowFactory.create(values);
    }

    private Object[] widened(Row row) {
        Object[] values = new Object[inputWidth + LABEL_COLUMNS + CHANGE_COLUMNS];
        for (int i = 0; i < inputWidth; i++) {
            values[i] = row.get(i);
        }
        return values;
    }

    private Columns columns(Row row) {
        if (columns == null) {
            columns = new Columns(row);
        }
        return columns;
    }

    /** Where the columns lie; looked up once per partition. */
    private static final class Columns {
        final int account;
        final int kind;
        final int time;
        final int order;
        final int line;
        final int product;
        final int family;
        final int tier;
        final int recurring;
        final int quantity;
        final int value;
        final int net;
        final int offer;
        final int replaces;
        final int item;
        final int startOfDay;
        final int from;
        final int to;

        Columns(Row row) {
            account = row.fieldIndex(ClassifiedLines.ACCOUNT_ID);
            kind = row.fieldIndex(ClassifiedLinesStep.KIND);
            time = row.fieldIndex(ClassifiedLinesStep.AT);
            order = row.fieldIndex(ClassifiedLines.ORDER_ID);
            line = row.fieldIndex(ClassifiedLines.LINE_ID);
            product = row.fieldIndex(ClassifiedLines.PRODUCT_ID);
            family = row.fieldIndex(ClassifiedLines.FAMILY);
            tier = row.fieldIndex(PricedLines.TIER);
            recurring = row.fieldIndex(PricedLines.RECURRING);
            quantity = row.fieldIndex(ClassifiedLinesStep.QUANTITY);
            value = row.fieldIndex(ClassifiedLinesStep.VALUE);
            net = row.fieldIndex(ClassifiedLinesStep.NET_CENTS);
            offer = row.fieldIndex(PricedLines.CROSS_SELL_OFFER);
            replaces = row.fieldIndex(InvoiceLines.REPLACES_LINE_ID);
            item = row.fieldIndex(InvoiceLines.SUBSCRIPTION_ITEM_ID);
            startOfDay = row.fieldIndex(PricedLines.START_OF_DAY);
            from = row.fieldIndex(ItemSpan.FROM);
            to = row.fieldIndex(ItemSpan.TO);
        }

        @Nullable
        String text(Row row, int cell) {
            return row.isNullAt(cell) ? null : row.getString(cell);
        }

        private @Nullable Integer tier(Row row) {
            return row.isNullAt(tier) ? null : row.getInt(tier);
        }

        ItemSpan span(Row row) {
            return new ItemSpan(
                    row.getString(item),
                    row.getString(product),
                    row.getString(family),
                    tier(row),
                    row.getLong(from),
                    row.getLong(to));
        }

        PurchaseLine line(Row row) {
            return new PurchaseLine(
                    row.getString(line),
                    row.getString(order),
                    row.getLong(time),
                    row.getString(product),
                    row.getString(family),
                    tier(row),
                    row.getBoolean(recurring),
                    row.getLong(quantity),
                    row.getLong(value),
                    row.getLong(net),
                    row.getBoolean(offer),
                    text(row, replaces),
                    text(row, item));
        }
    }
}
