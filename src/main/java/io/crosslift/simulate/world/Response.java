package io.crosslift.simulate.world;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.config.ScenarioSettings.Channel;

/** What the touches delivered so far do to an account's rates. */
final class Response {
    private static final double FATIGUE_DAYS = 30;

    private final ScenarioSettings scenario;
    private final double[] pull;
    private double anything;
    private double load;
    private long at = Long.MIN_VALUE;

    Response(ScenarioSettings scenario) {
        this.scenario = scenario;
        this.pull = new double[scenario.families().size()];
    }

    void deliver(Touch touch) {
        passUntil(touch.at());
        Channel channel = scenario.channels().get(touch.channel());
        if (touch.family() == Touch.NOTHING_SPECIFIC) {
            anything += channel.effect() / pull.length;
        } else {
            pull[touch.family()] += channel.effect();
        }
        load += channel.burden();
    }

    /** The factor by which the unaided rate of a family is multiplied at a second; at most 1 + saturation. */
    double factor(int family, long second) {
        passUntil(second);
        double saturation = scenario.response().saturation();
        double sum = pull[family] + anything;
        double lift = sum == 0 ? 0 : saturation * sum / (sum + saturation);
        double tired = Math.max(0, load - scenario.response().bearable())
                * scenario.response().fatigue();
        return (1 + lift) * (tired == 0 ? 1 : StrictMath.exp(-tired));
    }

    private void passUntil(long second) {
        if (at != Long.MIN_VALUE && second > at) {
            double days = (double) (second - at) / Horizon.DAY;
            double kept = StrictMath.pow(0.5, days / scenario.response().halfLife());
            for (int i = 0; i < pull.length; i++) {
                pull[i] *= kept;
            }
            anything *= kept;
            load *= StrictMath.exp(-days / FATIGUE_DAYS);
        }
        at = second;
    }
}
