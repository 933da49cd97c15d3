package io.crosslift.lake;

import io.crosslift.schema.TableSpec;

/**
 * What one commit wrote, as Delta counted it while writing.
 *
 * @param table table
 * @param version version of the table that the commit made
 * @param rows rows of the slice written, without rows of other slices that shared its files and had to be copied
 * @param bytes bytes of the files added, copied rows included
 * @param files files added, those of copied rows included
 */
public record Written(TableSpec table, long version, long rows, long bytes, int files) {}
