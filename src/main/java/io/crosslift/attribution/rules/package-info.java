/** Touch rules: fixed formulas that split one journey over its touches. */
@NullMarked
package io.crosslift.attribution.rules;

import org.jspecify.annotations.NullMarked;
