package io.crosslift.job;

/**
 * What one stage did.
 *
 * @param stage name
 * @param ordinal place in the run
 * @param rowsRead rows read
 * @param bytesRead bytes read
 * @param rowsWritten rows written
 * @param bytesWritten bytes written
 * @param seconds wall clock
 */
record StageRecord(
        String stage,
        int ordinal,
        long rowsRead,
        long bytesRead,
        long rowsWritten,
        long bytesWritten,
        double seconds) {}
