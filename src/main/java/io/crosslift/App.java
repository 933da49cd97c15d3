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
     * @throws Exception Spark's {@code SparkUserAppException} with the exit code of a failed command: under Spark this,
     *     unlike {@code System.exit}, lets the cluster manager report the code
     */
    public static void main(String[] args) throws Exception {
        int exitCode = Crosslift.run(args, writer(System.out), writer(System.err));
        if (exitCode == 0) {
            return;
        }
        if (underSpark()) {
            throw OfSpark.failure(exitCode);
        }
        System.exit(exitCode);
    }

    private static boolean underSpark() {
        return System.getProperty("SPARK_SUBMIT") != null || System.getProperty("spark.master") != null;
    }

    /** Apart, so that commands without Spark start where Spark's classes are not. */
    private static final class OfSpark {
        static Exception failure(int exitCode) {
            return new SparkUserAppException(exitCode, null);
        }
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
