package io.crosslift.report;

import java.util.List;

/**
 * A headline number.
 *
 * @param label what it is
 * @param metric metric of the registry that defines it, or an empty text
 * @param value the newest value
 * @param movement its movement, in words
 * @param series values over time, the oldest first
 */
record Card(String label, String metric, String value, String movement, List<Double> series) {}
