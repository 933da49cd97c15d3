package io.crosslift.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a sealed run will publish, as written beside its staged tables.
 *
 * @param stamp stamp of the run's commits
 * @param versions version of every table when the run was sealed
 * @param entries tables in the order in which they are published
 */
record Manifest(ObjectNode stamp, SortedMap<String, Long> versions, List<Entry> entries) {
    /**
     * One staged table.
     *
     * @param table qualified name
     * @param slice rows it replaces
     * @param baseVersion version of the published table when the run was sealed, -1 if there was none
     * @param bytes bytes staged
     */
    record Entry(String table, Slice slice, long baseVersion, long bytes) {}

    String runId() {
        return stamp.path(CommitStamp.RUN_ID).asText();
    }

    String text() {
        ObjectNode root = Json.object();
        root.set("stamp", stamp);
        ObjectNode versionsNode = root.putObject("versions");
        versions.forEach(versionsNode::put);
        ArrayNode tables = root.putArray("tables");
        for (Entry entry : entries) {
            tables.addObject()
                    .put("table", entry.table())
                    .put("slice", entry.slice().predicate())
                    .put("base_version", entry.baseVersion())
                    .put("bytes", entry.bytes());
        }
        return Json.text(root);
    }

    static Manifest parse(String text) {
        JsonNode root = Json.parse(text);
        SortedMap<String, Long> versions = new TreeMap<>();
        root.path("versions")
                .properties()
                .forEach(version ->
                        versions.put(version.getKey(), version.getValue().asLong()));
        List<Entry> entries = new ArrayList<>();
        for (JsonNode entry : root.path("tables")) {
            entries.add(new Entry(
                    entry.path("table").asText(),
                    new Slice(entry.path("slice").asText()),
                    entry.path("base_version").asLong(),
                    entry.path("bytes").asLong()));
        }
        return new Manifest((ObjectNode) root.path("stamp"), versions, entries);
    }
}
