package io.crosslift.attribution;

/** Weights of the same paths under many resamples. */
public interface Resamples {

    /** Returns the number of resamples. */
    int count();

    /** Returns the weights of a resample, counted from 0; the same each time, from any thread. */
    PathWeights of(int resample);
}
