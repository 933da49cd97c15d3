/** The numbers of KPI tables that need more than sums: survival, guardrails, interactions; without Spark. */
@NullMarked
package io.crosslift.kpi.statistics;

import org.jspecify.annotations.NullMarked;
