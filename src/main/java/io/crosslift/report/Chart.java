package io.crosslift.report;

import java.util.List;
import java.util.Map;

/**
 * A chart that {@code report.js} draws.
 *
 * @param kind how it is drawn: shares, pairs, bars, forest, waterfall or lines
 * @param name what it shows and what is to be seen in it, for those who don't see it
 * @param axis what the scale of numbers counts
 * @param points what is drawn, in order
 */
record Chart(String kind, String name, String axis, List<Map<String, Object>> points) {}
