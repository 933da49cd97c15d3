package io.crosslift.lake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Who writes: stored with every commit, so that a table's history says which run wrote what, and from which versions.
 *
 * @param runId run; letters, digits, dots, dashes and underscores, for it names a folder
 * @param asOf last day included
 * @param settingsHash hash of the resolved settings
 * @param codeVersion version of the program
 */
public record CommitStamp(String runId, LocalDate asOf, String settingsHash, String codeVersion) {
    static final String RUN_ID = "run_id";
    static final String AS_OF = "as_of";
    static final String SETTINGS_HASH = "settings_hash";
    static final String CODE_VERSION = "code_version";
    static final String INPUT_VERSIONS = "input_versions";

    private static final Pattern FOLDER_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    public CommitStamp {
        if (!FOLDER_NAME.matcher(runId).matches()) {
            throw new IllegalArgumentException(
                    "a run id is 1 to 100 letters, digits, dots, dashes and underscores, was '" + runId + "'");
        }
    }

    /** The stamp and the versions of the tables read so far, as JSON fields. */
    ObjectNode fields(Map<String, Long> inputVersions) {
        ObjectNode fields = Json.object()
                .put(RUN_ID, runId)
                .put(AS_OF, asOf.toString())
                .put(SETTINGS_HASH, settingsHash)
                .put(CODE_VERSION, codeVersion);
        ObjectNode inputs = fields.putObject(INPUT_VERSIONS);
        inputVersions.forEach(inputs::put);
        return fields;
    }
}
