package io.crosslift.attribution;

import java.io.Serializable;
import java.util.List;

/** Rewrites the channels of one path before models are fitted; never leaves a path empty. */
@FunctionalInterface
public interface PathTransform extends Serializable {

    /** Returns the channels that stay, in order. */
    List<String> apply(List<String> channels);

    /** Returns this transform followed by another. */
    default PathTransform then(PathTransform next) {
        return channels -> next.apply(apply(channels));
    }
}
