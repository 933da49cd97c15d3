package io.crosslift.recurring;

import io.crosslift.recurring.movement.AccountHistory.Replayed;
import io.crosslift.recurring.movement.AccountMonth;
import io.crosslift.recurring.movement.DecisionTable;
import io.crosslift.recurring.movement.FamilyChange;
import io.crosslift.recurring.movement.FamilyMonth;
import io.crosslift.recurring.movement.Movement;
import io.crosslift.schema.AccountMrrMonths;
import io.crosslift.schema.FamilyMrrMonths;
import io.crosslift.schema.Instants;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.RunStampColumns;
import io.crosslift.schema.TableSpec;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** What came of an account as rows of one schema: each holds a movement, an account month, a family month or an ownership change. */
final class ReplayedRows {
    static final String MOVEMENT = "movement";
    static final String ACCOUNT_MONTH = "account_month";
    static final String FAMILY_MONTH = "family_month";
    static final String OWNERSHIP = "ownership";

    static final StructType SCHEMA = new StructType()
            .add(MOVEMENT, unstamped(MrrMovements.TABLE))
            .add(ACCOUNT_MONTH, unstamped(AccountMrrMonths.TABLE))
            .add(FAMILY_MONTH, unstamped(FamilyMrrMonths.TABLE))
            .add(OWNERSHIP, unstamped(OwnershipChanges.TABLE));

    private static final BigDecimal NONE = new BigDecimal("0.00");

    private final ZoneId zone;
    private final ProductBook products;

    ReplayedRows(ZoneId zone, ProductBook products) {
        this.zone = zone;
        this.products = products;
    }

    /** The columns of a table but for its run stamps. */
    private static StructType unstamped(TableSpec table) {
        List<String> stamps =
                RunStampColumns.COLUMNS.stream().map(StructField::name).toList();
        return new StructType(Arrays.stream(table.shape().fields())
                .filter(field -> !stamps.contains(field.name()))
                .toArray(StructField[]::new));
    }

    List<Row> of(String account, Replayed replayed) {
        List<Row> rows = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (Movement movement : replayed.movements()) {
            int seq = numbers.merge(movement.itemId() + "|" + movement.day(), 1, Integer::sum);
            rows.add(RowFactory.create(movement(account, movement, seq), null, null, null));
        }
        replayed.months().forEach(month -> rows.add(RowFactory.create(null, month(account, month), null, null)));
        replayed.families().forEach(month -> rows.add(RowFactory.create(null, null, month(account, month), null)));
        replayed.ownership()
                .forEach(change -> rows.add(RowFactory.create(null, null, null, ownership(account, change))));
        return rows;
    }

    private Row movement(String account, Movement movement, int seq) {
        LocalDate day = movement.day();
        String changeSet = account + "|" + day;
        return RowFactory.create(
                account + "|" + movement.itemId() + "|" + day + "|" + seq,
                account,
                movement.itemId(),
                Instants.date(day),
                seq,
                Instants.timestamp(at(movement.at(), day)),
                Instants.date(day.withDayOfMonth(1)),
                changeSet,
                movement.decision().movementClass(),
                movement.decision().reason(),
                movement.decision().isCommercial(),
                movement.trialConversion(),
                movement.terms().productId(),
                movement.terms().family(),
                movement.delta().mrr(),
                movement.delta().arr(),
                movement.delta().billed(),
                movement.delta().origMrr(),
                movement.terms().currency(),
                movement.decision().row(),
                DecisionTable.STANDARD.version());
    }

    private static Row month(String account, AccountMonth month) {
        List<@Nullable Object> cells = new ArrayList<>(List.of(
                account,
                Instants.date(month.month()),
                month.currency(),
                month.opening().mrr()));
        for (String movement : AccountMrrMonths.MOVEMENTS) {
            BigDecimal sum = month.movements().getOrDefault(movement, NONE);
            cells.add(AccountMrrMonths.LOSSES.contains(movement) ? sum.negate() : sum);
        }
        cells.addAll(List.of(
                month.closing().mrr(),
                month.opening().arr(),
                month.closing().arr(),
                month.opening().origMrr(),
                month.closing().origMrr(),
                month.openingRate(),
                month.closingRate(),
                month.closing().billed(),
                month.seats(),
                month.families()));
        return RowFactory.create(cells.toArray());
    }

    private static Row month(String account, FamilyMonth month) {
        return RowFactory.create(
                account,
                month.family(),
                Instants.date(month.month()),
                month.currency(),
                month.opening().mrr(),
                month.closing().mrr(),
                month.opening().arr(),
                month.closing().arr(),
                month.opening().origMrr(),
                month.closing().origMrr(),
                month.openingRate());
    }

    private Row ownership(String account, FamilyChange change) {
        return RowFactory.create(
                account,
                change.family(),
                Instants.timestamp(change.at()),
                Instants.date(change.day()),
                Instants.date(change.day().withDayOfMonth(1)),
                change.owned(),
                change.owned() ? Instants.timestamp(change.since()) : null,
                change.tier(),
                change.owned() && products.isBelowTop(change.family(), change.tier()));
    }

    private long at(long micros, LocalDate day) {
        return micros == Long.MIN_VALUE ? Instants.midnight(day, zone) : micros;
    }
}
