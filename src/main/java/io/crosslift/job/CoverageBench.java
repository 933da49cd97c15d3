package io.crosslift.job;

import static io.crosslift.job.TextLayout.left;
import static io.crosslift.job.TextLayout.right;

import io.crosslift.lift.simulate.CoverageStudy;
import io.crosslift.lift.simulate.CoverageStudy.Line;
import io.crosslift.propensity.ranking.RandomScoreStudy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints how often every kind of interval holds the truth in experiments whose truth is known. */
public final class CoverageBench {
    private static final int NAME = 50;

    private final Console console;

    public CoverageBench(Console console) {
        this.console = console;
    }

    /** Replays experiments; the same seed gives the same lines. */
    public void run(int replicates, long seed) {
        console.progress("replaying " + Console.grouped(replicates) + " experiments");
        CoverageStudy study = new CoverageStudy(replicates, seed);
        List<Line> lines = new ArrayList<>(study.run());
        lines.add(study.coverage("coverage qini of a random score", RandomScoreStudy.coverage(replicates, seed)));
        console.result(Console.grouped(replicates) + " replicates, seed " + seed
                + "; the interval is that of the measured number itself, 95 %");
        console.result(left("", NAME) + right("measured", 10) + right("interval", 18) + right("goal", 16));
        for (Line line : lines) {
            console.result(left(line.name(), NAME)
                    + right(number(line.value()), 10)
                    + right(
                            line.error() == 0 ? "" : between(line.value() - line.error(), line.value() + line.error()),
                            18)
                    + right(between(line.low(), line.high()), 16)
                    + (line.holds() ? "" : "  OFF"));
        }
        long off = lines.stream().filter(line -> !line.holds()).count();
        console.result(
                off == 0 ? "All lie where they should." : off + " of " + lines.size() + " lie outside their goal.");
    }

    private static String between(double low, double high) {
        return number(low) + " - " + number(high);
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.4f", number);
    }
}
