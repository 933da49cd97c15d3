package io.crosslift.marketfile;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import io.crosslift.failure.Failure;
import io.crosslift.tablefile.Header;
import io.crosslift.tablefile.NameCodes;
import io.crosslift.tablefile.Origin;
import io.crosslift.tablefile.RowReader;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a file of markets and days; whatever makes no table of all markets on all days is refused by name. */
final class MarketRows implements RowReader {
    private static final int MOST_MARKETS = 5_000;
    private static final double LARGEST = 1e100;

    /** One row, its numbers. */
    private record Cell(double outcome, double cost, long row) {}

    private final MarketQuestion question;
    private final NameCodes names = new NameCodes();
    private final NameCodes pairNames = new NameCodes();
    private final List<Map<LocalDate, Cell>> cells = new ArrayList<>();
    private final List<Integer> pairOfMarket = new ArrayList<>();
    private final Set<LocalDate> dates = new TreeSet<>();
    private final Set<String> excluded;
    private final Set<String> excludedSeen = new HashSet<>();

    private @Nullable Origin origin;
    private int marketColumn = -1;
    private int dateColumn = -1;
    private int outcomeColumn = -1;
    private int costColumn = -1;
    private int pairColumn = -1;
    private long rows;

    // The row being read.
    private long row;
    private int market;
    private int pair;
    private LocalDate date = LocalDate.MIN;
    private double outcome;
    private double cost;

    MarketRows(MarketQuestion question) {
        this.question = question;
        this.excluded = Set.copyOf(question.excluded());
    }

    @Override
    public int[] header(Origin file, List<String> columns) {
        origin = file;
        Header header = new Header(file, columns);
        marketColumn = header.column(question.marketColumn(), "--location");
        dateColumn = header.column(question.dateColumn(), "--date");
        outcomeColumn = header.column(question.outcomeColumn(), "--outcome");
        costColumn = question.costColumn() == null ? -1 : header.column(question.costColumn(), "--cost");
        pairColumn = question.pairColumn() == null ? -1 : header.column(question.pairColumn(), "--pair");
        List<Integer> wanted = new ArrayList<>();
        for (int column : new int[] {marketColumn, dateColumn, outcomeColumn, costColumn, pairColumn}) {
            if (column >= 0 && wanted.contains(column)) {
                throw Failure.usage("the column " + columns.get(column) + " is named by two options, correct one");
            }
            if (column >= 0) {
                wanted.add(column);
            }
        }
        return wanted.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public void begin(long at) {
        row = at;
    }

    @Override
    public void cell(int column, char[] text, int from, int length, boolean quoted) {
        int start = from;
        int end = from + length;
        while (start < end && text[start] <= ' ') {
            start++;
        }
        while (end > start && text[end - 1] <= ' ') {
            end--;
        }
        if (column == marketColumn) {
            market = code(names, question.marketColumn(), text, start, end);
        } else if (column == dateColumn) {
            date = date(new String(text, start, end - start));
        } else if (column == outcomeColumn) {
            outcome = number(question.outcomeColumn(), new String(text, start, end - start));
        } else if (column == costColumn) {
            cost = number(Objects.requireNonNull(question.costColumn()), new String(text, start, end - start));
        } else if (column == pairColumn) {
            pair = code(pairNames, Objects.requireNonNull(question.pairColumn()), text, start, end);
        }
    }

    @Override
    public void end() {
        String name = names.name(market);
        while (cells.size() <= market) {
            cells.add(new HashMap<>());
            pairOfMarket.add(pair);
        }
        if (excluded.contains(name)) {
            excludedSeen.add(name);
            return;
        }
        if (costColumn >= 0 && cost < 0) {
            throw fault(question.costColumn() + " is " + cost + ", spend is never negative, correct it");
        }
        if (pairColumn >= 0 && pairOfMarket.get(market) != pair) {
            throw fault("the market " + name + " is in pair " + pairNames.name(pair) + " and before in "
                    + pairNames.name(pairOfMarket.get(market)) + ", correct one");
        }
        Cell before = cells.get(market).putIfAbsent(date, new Cell(outcome, cost, row));
        if (before != null) {
            throw fault("the market " + name + " has a row for " + date + " already, "
                    + (origin().hasLines() ? "line " : "row ") + before.row()
                    + ", add them up or leave one out");
        }
        dates.add(date);
        rows++;
    }

    /** The table of all markets that aren't excluded. */
    MarketTable table() {
        if (rows == 0) {
            throw origin().fault("it has a header and no rows, add a row per market and day");
        }
        requireKnown("--treated", question.treated());
        for (String name : question.excluded()) {
            if (!excludedSeen.contains(name)) {
                requireKnown("--exclude", List.of(name));
            }
        }
        TreeMap<String, Map<LocalDate, Cell>> byMarket = new TreeMap<>(CODE_POINT_ORDER);
        Map<String, String> pairs = new HashMap<>();
        for (int code = 0; code < names.size(); code++) {
            if (!cells.get(code).isEmpty()) {
                byMarket.put(names.name(code), cells.get(code));
                if (pairColumn >= 0) {
                    pairs.put(names.name(code), pairNames.name(pairOfMarket.get(code)));
                }
            }
        }
        long filled = (long) byMarket.size() * dates.size() - rows;
        if (!question.missingIsZero()) {
            byMarket.forEach(this::requireAllDates);
        }
        return new MarketTable(
                origin().file(),
                rows,
                List.copyOf(byMarket.keySet()),
                List.copyOf(dates),
                numbers(byMarket, false),
                costColumn < 0 ? new double[0][] : numbers(byMarket, true),
                pairs,
                filled);
    }

    private double[][] numbers(SortedMap<String, Map<LocalDate, Cell>> byMarket, boolean costs) {
        Cell none = new Cell(0, 0, 0);
        return byMarket.values().stream()
                .map(series -> dates.stream()
                        .map(day -> series.getOrDefault(day, none))
                        .mapToDouble(cell -> costs ? cell.cost : cell.outcome)
                        .toArray())
                .toArray(double[][]::new);
    }

    private void requireAllDates(String name, Map<LocalDate, Cell> series) {
        if (series.size() == dates.size()) {
            return;
        }
        LocalDate missing = dates.stream()
                .filter(day -> !series.containsKey(day))
                .findFirst()
                .orElseThrow();
        throw origin().fault("the market " + name + " has no row for " + missing + " (" + series.size() + " of "
                + dates.size() + " days), add it, leave the market out with --exclude, or count missing rows as 0 with"
                + " --missing zero");
    }

    private void requireKnown(String option, List<String> wanted) {
        Set<String> known = new TreeSet<>(CODE_POINT_ORDER);
        for (int code = 0; code < names.size(); code++) {
            known.add(names.name(code));
        }
        for (String name : wanted) {
            if (!known.contains(name)) {
                List<String> shown = known.stream().limit(20).toList();
                throw Failure.usage("there is no market " + name + " for " + option + " (markets: "
                        + String.join(", ", shown)
                        + (known.size() > shown.size() ? " and " + (known.size() - shown.size()) + " more" : "")
                        + "), correct it");
            }
        }
    }

    private int code(NameCodes codes, String column, char[] text, int from, int to) {
        if (from == to) {
            throw fault(column + " is empty, name it or leave the row out");
        }
        int code = codes.code(text, from, to, row);
        if (codes.size() > MOST_MARKETS) {
            throw fault("the column " + column + " has more than " + MOST_MARKETS
                    + " values, name the column of the market with --location");
        }
        return code;
    }

    private LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw fault(question.dateColumn() + " is " + shown(text) + ", that is no day, write it as 2021-03-31");
        }
    }

    private double number(String column, String text) {
        if (text.isEmpty()) {
            throw fault(column + " is empty, write 0 for a day without any");
        }
        boolean plain = text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0);
        double number = Double.NaN;
        if (plain) {
            try {
                number = Double.parseDouble(text);
            } catch (NumberFormatException e) {
                // Said below, as for any other text.
            }
        }
        if (Double.isNaN(number)) {
            throw fault(column + " is " + shown(text)
                    + ", that is no number, write digits with a point before the decimals");
        }
        if (Math.abs(number) > LARGEST) {
            throw fault(column + " is " + shown(text) + ", which is beyond 1e100, give it in a larger unit");
        }
        return number;
    }

    private Origin origin() {
        return Objects.requireNonNull(origin, "the header comes first");
    }

    private Failure fault(String sentence) {
        return origin().fault(row, sentence);
    }

    private static String shown(String text) {
        return text.isEmpty() ? "empty" : text.substring(0, Math.min(60, text.length()));
    }
}
