/** One class per published KPI table, and the catalogue that lists them. */
@NullMarked
package io.crosslift.kpi;

import org.jspecify.annotations.NullMarked;
