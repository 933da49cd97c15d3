package io.crosslift.lake;

import io.crosslift.schema.TableSpec;

/**
 * What there is to tidy in one table.
 *
 * @param table table
 * @param files files of the newest version
 * @param bytes their size
 * @param smallFiles of those, files that lie beside others of the same partition and could be joined
 * @param smallBytes their size
 * @param unusedFiles files that no version still kept needs, and those of writes that never ended
 */
public record TableCondition(
        TableSpec table, long files, long bytes, long smallFiles, long smallBytes, long unusedFiles) {

    TableCondition withUnused(long number) {
        return new TableCondition(table, files, bytes, smallFiles, smallBytes, number);
    }

    /** Whether nothing need be done. */
    public boolean isTidy() {
        return smallFiles == 0 && unusedFiles == 0;
    }
}
