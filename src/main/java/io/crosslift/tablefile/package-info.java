/** Files of rows and columns, CSV or Parquet, read row by row with messages that name file, line and value, and written whole or not at all. */
@NullMarked
package io.crosslift.tablefile;

import org.jspecify.annotations.NullMarked;
