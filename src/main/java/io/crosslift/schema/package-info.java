/** Every table of the lakehouse, declared once: columns, types, key, checks, partitioning and comments. No IO. */
@NullMarked
package io.crosslift.schema;

import org.jspecify.annotations.NullMarked;
