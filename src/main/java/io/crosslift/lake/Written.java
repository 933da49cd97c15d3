package io.crosslift.lake;

import io.crosslift.schema.TableSpec;

/**
 * What one commit wrote, as Delta counted it while writing.
 *
 * @param table table
 * @param version version of the table that the commit made
 * @param rows rows written, without rows of other slices that had to be copied
 * @param bytes bytes of the files added
 * @param files files added
 */
public record Written(TableSpec table, long version, long rows, long bytes, int files) {}
