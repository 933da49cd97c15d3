package io.crosslift;

import io.crosslift.cli.Crosslift;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.apache.spark.SparkUserAppException;

/** The only main: arguments, settings, job, exit code. */
public final class App {
    private App() {}

    /**
     * Runs a command.
     *
     * @throws SparkUserAppException with the exit code of a failed command: under Spark this, unlike {@code System.exit},
     *     lets the cluster manager report the code
     */
    public static void main(String[] args) throws SparkUserAppException {
        int exitCode = Crosslift.run(args, writer(System.out), writer(System.err));
        if (exitCode == 0) {
            return;
        }
        if (underSpark()) {
            throw new SparkUserAppException(exitCode, null);
        }
        System.exit(exitCode);
    }

    private static boolean underSpark() {
        return System.getProperty("SPARK_SUBMIT") != null || System.getProperty("spark.master") != null;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
