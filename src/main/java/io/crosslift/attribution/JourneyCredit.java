package io.crosslift.attribution;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Turns one converted journey into credit postings per conversion and touch, exact to the minor unit. */
public final class JourneyCredit implements Serializable {
    private static final long serialVersionUID = 1L;

    private final TouchRule rule;

    /** Credits by a touch rule, or by {@link PathModel#journeyRule} of a fitted path model. */
    public JourneyCredit(TouchRule rule) {
        this.rule = rule;
    }

    /**
     * Returns the postings of a journey, conversion by conversion in the order given, touches in {@link
     * Touch#TIME_ORDER}.
     *
     * @param touches the journey's touches in any order; without one, each conversion has the single posting {@link
     *     CreditPosting#UNATTRIBUTED_TOUCH}
     * @param conversions conversions that end the journey
     */
    public List<CreditPosting> postings(List<Touch> touches, List<Conversion> conversions) {
        List<Touch> ordered = Touch.inTimeOrder(touches);
        return conversions.stream()
                .flatMap(conversion -> ordered.isEmpty() ? unattributed(conversion) : credited(ordered, conversion))
                .toList();
    }

    private Stream<CreditPosting> credited(List<Touch> touches, Conversion conversion) {
        double[] weights = rule.weights(touches, conversion.convertedAtMicros());
        boolean fallback = rule.fallsBackToLinear(touches);
        long[] credit = CreditSplit.split(conversion.value(), weights);
        long[] clawback = Clawback.postings(conversion.value(), conversion.remainingValue(), weights);
        return IntStream.range(0, weights.length)
                .mapToObj(i -> new CreditPosting(
                        conversion.conversionId(),
                        touches.get(i).touchpointId(),
                        touches.get(i).channel(),
                        weights[i],
                        credit[i],
                        clawback[i],
                        fallback));
    }

    private static Stream<CreditPosting> unattributed(Conversion conversion) {
        return Stream.of(new CreditPosting(
                conversion.conversionId(),
                CreditPosting.UNATTRIBUTED_TOUCH,
                CreditPosting.UNATTRIBUTED_CHANNEL,
                1,
                conversion.value(),
                Math.negateExact(conversion.refunded()),
                false));
    }
}
