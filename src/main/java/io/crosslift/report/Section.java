package io.crosslift.report;

import java.util.List;

/**
 * One question and its answer.
 *
 * @param id anchor
 * @param title heading
 * @param sentences what is to be known, the most important first
 * @param figures charts and tables
 */
record Section(String id, String title, List<String> sentences, List<Figure> figures) {}
