package io.crosslift.attribution;

import java.io.Serializable;

/** Anything the registry knows: a rule on one journey's touches, or a model fitted on all paths. */
public sealed interface AttributionModel extends Serializable permits TouchRule, PathModel {

    /** Returns the name the model has in settings and in published tables. */
    String name();
}
