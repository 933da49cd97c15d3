package io.crosslift.config;

import static io.crosslift.config.Check.check;

import java.time.ZoneId;

/**
 * How results are dated, valued and flagged.
 *
 * @param timeZone zone whose days and months are the periods
 * @param currency ISO 4217 reporting currency
 * @param minimumObservations fewer observations set {@code insufficient}
 */
public record ReportingSettings(ZoneId timeZone, String currency, int minimumObservations) {
    public ReportingSettings {
        check(currency.matches("[A-Z]{3}"), "reporting.currency must be an ISO 4217 code, was %s", currency);
        check(minimumObservations >= 1, "reporting.min-n must be positive, was %s", minimumObservations);
    }
}
