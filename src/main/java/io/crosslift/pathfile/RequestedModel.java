package io.crosslift.pathfile;

import io.crosslift.attribution.PathModel;

/**
 * A model to fit.
 *
 * @param name of the model
 * @param order as it was asked for; empty for models without an order
 * @param model with its settings
 */
public record RequestedModel(String name, String order, PathModel model) {}
