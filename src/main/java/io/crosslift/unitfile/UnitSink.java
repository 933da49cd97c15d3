package io.crosslift.unitfile;

/** Takes the units of a file one by one. */
interface UnitSink {
    /**
     * Takes one row.
     *
     * @param row its line or number
     * @param arm number of its arm
     * @param vector its numbers, valid during the call
     * @param segments numbers of its segments, one per segment column, valid during the call
     * @param cluster number of its cluster, or -1
     */
    void take(long row, int arm, double[] vector, int[] segments, int cluster);
}
