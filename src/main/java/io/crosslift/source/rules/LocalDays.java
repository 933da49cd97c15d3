package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.trunc;

import java.time.ZoneId;
import org.apache.spark.sql.Column;

/** Local days and months of instants; the session's zone is UTC. */
public final class LocalDays {
    /** The local day of an instant. */
    public static Column day(Column instant, ZoneId zone) {
        return to_date(from_utc_timestamp(instant, zone.getId()));
    }

    /** The first day of its local month. */
    public static Column month(Column instant, ZoneId zone) {
        return trunc(day(instant, zone), "MM");
    }

    private LocalDays() {}
}
