package io.crosslift.attribution;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Runs independent pieces of work on all processors. */
public final class Pieces {
    private Pieces() {}

    /**
     * Runs every piece once and returns when all are done. Pieces share nothing but what they only read, and each
     * writes to a place of its own, so the result is the same on any number of processors.
     *
     * @param count number of pieces
     * @param piece is given each number from 0 to below the count, from several threads
     */
    public static void run(int count, IntConsumer piece) {
        AtomicInteger next = new AtomicInteger();
        Runnable work = () -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                piece.accept(i);
            }
        };
        List<FutureTask<Void>> others = new ArrayList<>();
        for (int i = 1; i < Math.min(count, Runtime.getRuntime().availableProcessors()); i++) {
            FutureTask<Void> other = new FutureTask<>(work, null);
            Thread thread = new Thread(other, "crosslift-fit-" + i);
            thread.setDaemon(true);
            thread.start();
            others.add(other);
        }
        work.run();
        others.forEach(Pieces::await);
    }

    private static void await(FutureTask<Void> task) {
        try {
            task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a model was being fitted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("a model could not be fitted", e);
        }
    }
}
