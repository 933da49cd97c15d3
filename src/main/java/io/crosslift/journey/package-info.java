/** From touches to journeys: sessions, eligibility by ownership, journeys per goal and family, and the paths models are fitted on. */
@NullMarked
package io.crosslift.journey;

import org.jspecify.annotations.NullMarked;
