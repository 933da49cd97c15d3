/** Settings records and their loader; the only importer of the configuration library. */
@NullMarked
package io.crosslift.config;

import org.jspecify.annotations.NullMarked;
