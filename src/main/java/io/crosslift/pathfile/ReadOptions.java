package io.crosslift.pathfile;

import org.jspecify.annotations.Nullable;

/**
 * How a path file is read.
 *
 * @param separator stands between the channels of a path; blanks around a channel don't count
 * @param goalColumn name of the column that holds the goal; null for {@code goal} if there is one
 * @param mostPaths more distinct paths of all goals together are refused, at least 1
 */
public record ReadOptions(String separator, @Nullable String goalColumn, int mostPaths) {
    public static final String SEPARATOR = " > ";
}
