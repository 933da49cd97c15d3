package io.crosslift.marketfile;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * What a file of markets and days holds.
 *
 * @param file as it was given
 * @param rows of the file that are of these markets
 * @param markets in code-point order
 * @param dates ascending; every market has all of them
 * @param outcomes by market, then date
 * @param costs likewise; empty without a column of them
 * @param pairs pair by market; empty without a column of them
 * @param filled cells without a row, which count as 0
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once and never compared
record MarketTable(
        String file,
        long rows,
        List<String> markets,
        List<LocalDate> dates,
        double[][] outcomes,
        double[][] costs,
        Map<String, String> pairs,
        long filled) {
    boolean hasCosts() {
        return costs.length > 0;
    }
}
