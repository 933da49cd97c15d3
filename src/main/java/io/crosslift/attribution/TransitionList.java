package io.crosslift.attribution;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.RandomAccess;

/** Transitions of a fitted chain that are made when asked for, because a chain may have millions; never changes. */
public abstract class TransitionList extends AbstractList<Transition> implements RandomAccess, Serializable {
    private static final long serialVersionUID = 1L;
}
