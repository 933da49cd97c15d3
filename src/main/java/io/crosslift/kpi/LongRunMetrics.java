package io.crosslift.kpi;

import io.crosslift.kpi.MetricCatalogue.Section;
import io.crosslift.schema.AcceptorRetention;
import io.crosslift.schema.ContactPressure;
import io.crosslift.schema.Interaction;
import io.crosslift.schema.PropensityValidation;
import io.crosslift.schema.SegmentPerformance;
import java.util.List;
import java.util.stream.Stream;

/** What becomes of customers who were sold more, where it works, what it wears out, and whether it can be foreseen. */
final class LongRunMetrics {
    private static final String PER_MONTH = "churns per customer and month of 30 days";
    private static final String MONTHS = "months of 30 days";

    private LongRunMetrics() {}

    static List<Metric> all() {
        return Stream.of(retention(), segments(), interactions(), pressure(), propensity())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Metric> retention() {
        Section section = new Section(AcceptorRetention.TABLE, MetricReadings.RETENTION);
        return List.of(
                section.ratio(
                        AcceptorRetention.ACCEPTOR_RETENTION,
                        "Retention of acceptors",
                        AcceptorRetention.ACCEPTORS_RETAINED,
                        AcceptorRetention.ACCEPTORS_AT_RISK),
                section.ratio(
                        AcceptorRetention.NON_ACCEPTOR_RETENTION,
                        "Retention of non-acceptors",
                        AcceptorRetention.NON_ACCEPTORS_RETAINED,
                        AcceptorRetention.NON_ACCEPTORS_AT_RISK),
                section.measure(
                                AcceptorRetention.DIFFERENCE,
                                "Retention of acceptors less that of non-acceptors",
                                MetricCatalogue.FRACTION,
                                false)
                        .called("retention_difference"),
                section.measure(AcceptorRetention.ACCEPTOR_MONTHS, "Months of acceptors observed", MONTHS, false),
                section.measure(
                        AcceptorRetention.NON_ACCEPTOR_MONTHS, "Months of non-acceptors observed", MONTHS, false),
                Metric.ratio(
                        AcceptorRetention.TABLE,
                        AcceptorRetention.ACCEPTOR_HAZARD,
                        "Churn hazard of acceptors",
                        AcceptorRetention.ACCEPTORS_CHURNED,
                        AcceptorRetention.ACCEPTOR_MONTHS,
                        PER_MONTH,
                        MetricReadings.RETENTION),
                Metric.ratio(
                        AcceptorRetention.TABLE,
                        AcceptorRetention.NON_ACCEPTOR_HAZARD,
                        "Churn hazard of non-acceptors",
                        AcceptorRetention.NON_ACCEPTORS_CHURNED,
                        AcceptorRetention.NON_ACCEPTOR_MONTHS,
                        PER_MONTH,
                        MetricReadings.RETENTION),
                section.ratio(
                        AcceptorRetention.HAZARD_RATIO,
                        "Hazard ratio of acceptors",
                        AcceptorRetention.ACCEPTOR_HAZARD,
                        AcceptorRetention.NON_ACCEPTOR_HAZARD));
    }

    private static List<Metric> segments() {
        Section section = new Section(SegmentPerformance.TABLE, MetricReadings.SEGMENTS);
        return List.of(
                section.measure(SegmentPerformance.EFFECT, "Effect in the segment", "unit of the metric", false)
                        .called("segment_effect"),
                section.measure(SegmentPerformance.Q_VALUE, "False-discovery rate", MetricCatalogue.FRACTION, false)
                        .called("segment_q_value"));
    }

    private static List<Metric> interactions() {
        Section section = new Section(Interaction.TABLE, MetricReadings.SETTINGS_OF_OFFERS);
        return List.of(
                section.ratio(
                                Interaction.RATE,
                                "Conversion in the setting",
                                Interaction.CONVERTED,
                                Interaction.PRESENTED)
                        .called("setting_conversion_rate"),
                section.measure(
                        Interaction.CONTRAST_2WAY,
                        "Interaction of timing and channel",
                        MetricCatalogue.FRACTION,
                        false),
                section.measure(
                        Interaction.CONTRAST_3WAY,
                        "Interaction of offer, timing and channel",
                        MetricCatalogue.FRACTION,
                        false));
    }

    private static List<Metric> pressure() {
        Section section = new Section(ContactPressure.TABLE, MetricReadings.SETTINGS_OF_OFFERS);
        return List.of(
                section.ratio(
                                ContactPressure.ACCEPTANCE_RATE,
                                "Acceptance by contact pressure",
                                ContactPressure.ACCEPTED,
                                ContactPressure.PRESENTED)
                        .called("pressure_acceptance_rate"),
                section.ratio(
                                ContactPressure.DECLINE_RATE,
                                "Declines by contact pressure",
                                ContactPressure.DECLINED,
                                ContactPressure.PRESENTED)
                        .called("pressure_decline_rate"));
    }

    private static List<Metric> propensity() {
        Section section = new Section(PropensityValidation.TABLE, MetricReadings.PROPENSITY);
        String fraction = MetricCatalogue.FRACTION;
        return List.of(
                section.measure(PropensityValidation.AUC, "Area under the ROC curve", fraction, false),
                section.measure(PropensityValidation.BRIER, "Brier score", "squared probability", false),
                section.measure(PropensityValidation.QINI, "Qini area", "units x outcomes", false),
                section.measure(PropensityValidation.QINI_N2, "Qini area over customers squared", fraction, false),
                section.measure(PropensityValidation.QINI_COEFFICIENT, "Qini coefficient", fraction, false),
                section.measure(PropensityValidation.UPLIFT_AT_10, "Uplift of the best tenth", fraction, false),
                section.measure(PropensityValidation.UPLIFT_AT_20, "Uplift of the best fifth", fraction, false),
                section.measure(PropensityValidation.UPLIFT_AT_30, "Uplift of the best three tenths", fraction, false),
                section.measure(
                        PropensityValidation.CALIBRATION_SLOPE,
                        "Calibration slope of the uplift",
                        "uplift per unit of score",
                        false));
    }
}
