/** KPI tables against the worked cases, on small tables in memory. */
@NullMarked
package io.crosslift.kpi;

import org.jspecify.annotations.NullMarked;
