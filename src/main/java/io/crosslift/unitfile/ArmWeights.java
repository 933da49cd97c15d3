package io.crosslift.unitfile;

import io.crosslift.failure.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The planned sizes of the arms, as {@code --weights} gives them. */
public final class ArmWeights {
    private ArmWeights() {}

    /**
     * Reads {@code arm=weight,arm=weight}; a name may hold commas and equals signs.
     *
     * @throws Failure of usage if an arm is there twice, or a weight is missing, no number, negative or not finite
     */
    public static Map<String, Double> parse(List<String> given) {
        Map<String, Double> weights = new LinkedHashMap<>();
        for (String text : given) {
            String name = "";
            for (String piece : text.split(",", -1)) {
                int equals = piece.lastIndexOf('=');
                if (equals < 0) { // the comma before it belongs to a name
                    name += piece + ",";
                    continue;
                }
                put(
                        weights,
                        (name + piece.substring(0, equals)).strip(),
                        piece.substring(equals + 1).strip(),
                        text);
                name = "";
            }
            if (!name.isEmpty()) {
                throw wrong(text);
            }
        }
        if (!weights.isEmpty() && weights.values().stream().noneMatch(weight -> weight > 0)) {
            throw Failure.usage("--weights gives no arm a weight above 0, give each arm its planned share");
        }
        return weights;
    }

    private static void put(Map<String, Double> weights, String arm, String weight, String text) {
        double value;
        try {
            value = Double.parseDouble(weight);
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
        if (arm.isEmpty()) {
            throw wrong(text);
        }
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw Failure.usage("--weights gives arm " + arm + " the weight " + weight
                    + ", give its planned share, a number of at least 0");
        }
        if (weights.put(arm, value) != null) {
            throw Failure.usage("--weights names arm " + arm + " twice, name it once");
        }
    }

    private static Failure wrong(String text) {
        return Failure.usage("--weights is " + text + ", write arm=weight,arm=weight, such as new=1,control=1");
    }
}
