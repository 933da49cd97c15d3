/** Credits conversions and their value to the touches and channels before them: rules, path models, one registry. */
@NullMarked
package io.crosslift.attribution;

import org.jspecify.annotations.NullMarked;
