package io.crosslift.job;

import static io.crosslift.failure.Failure.usage;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A month to be closed or reopened.
 *
 * @param month month
 * @param reopen reopen it
 * @param unreconciled close it although it is not reconciled
 * @param reason why, or null
 */
public record CloseRequest(
        YearMonth month,
        boolean reopen,
        boolean unreconciled,
        @Nullable String reason) {
    private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}");

    /**
     * The request that options ask for.
     *
     * @throws io.crosslift.failure.Failure usage: no month, or a reason is missing or stands for nothing
     */
    public static CloseRequest of(String month, boolean reopen, boolean unreconciled, @Nullable String reason) {
        if (reopen && unreconciled) {
            throw usage("--reopen and --unreconciled exclude each other: a month is either reopened or closed");
        }
        boolean silent = reason == null || reason.isBlank();
        if (silent && reopen) {
            throw usage("--reopen needs --reason TEXT: it is kept in ops.period_close");
        }
        if (silent && unreconciled) {
            throw usage("--unreconciled needs --reason TEXT: it is kept in ops.period_close");
        }
        return new CloseRequest(month(month), reopen, unreconciled, silent ? null : reason);
    }

    LocalDate day() {
        return month.atDay(1);
    }

    private static YearMonth month(String text) {
        try {
            if (MONTH.matcher(text).matches()) {
                return YearMonth.parse(text);
            }
        } catch (DateTimeException e) {
            throw usage("--month must be a month such as 2025-03, was " + text);
        }
        throw usage("--month must be a month such as 2025-03, was " + text);
    }
}
