package dev.pylon.bench.relay;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One kind of question that a market's clients ask.
 *
 * @param count whether it is a COUNT (NIP-45) and not a REQ
 * @param filter of the question of this number, in JSON
 */
record Question(String what, boolean count, IntFunction<String> filter) {
    /** A prime, so that questions in a row are about customers and jobs far from each other. */
    private static final int STRIDE = 7_919;

    private static final int IDS = 20;

    String verb() {
        return count ? "COUNT" : "REQ";
    }

    /** All of them, about the first so many of the events, which the relay has. */
    static List<Question> about(Market market, List<String> ids) {
        int jobs = ids.size() / Market.PER_JOB;
        IntFunction<String> customer =
                i -> market.customer(any(i, Math.min(jobs, Market.CUSTOMERS)));
        return List.of(
                req(
                        "6050 and 7000 by `#p`, limit 500",
                        i ->
                                "{\"kinds\":[6050,7000],\"#p\":[\"%s\"],\"limit\":500}"
                                        .formatted(customer.apply(i))),
                req(
                        "author and kind",
                        i ->
                                "{\"kinds\":[5050],\"authors\":[\"%s\"]}"
                                        .formatted(customer.apply(i))),
                req("20 ids", i -> "{\"ids\":[" + someIds(ids, i) + "]}"),
                req(
                        "a job's thread by `#e`",
                        i -> "{\"#e\":[\"" + ids.get(any(i, jobs) * Market.PER_JOB) + "\"]}"),
                req("one kind, limit 100", i -> "{\"kinds\":[6050],\"limit\":100}"),
                req(
                        "three kinds until T, limit 500",
                        i ->
                                "{\"kinds\":[5050,6050,7000],\"until\":%d,\"limit\":500}"
                                        .formatted(market.timeOf(any(i, ids.size())))),
                new Question(
                        "COUNT by `#p`", true, i -> "{\"#p\":[\"" + customer.apply(i) + "\"]}"));
    }

    private static Question req(String what, IntFunction<String> filter) {
        return new Question(what, false, filter);
    }

    private static String someIds(List<String> ids, int number) {
        return IntStream.range(0, IDS)
                .mapToObj(i -> "\"" + ids.get(any(number * IDS + i, ids.size())) + "\"")
                .collect(Collectors.joining(","));
    }

    private static int any(int number, int bound) {
        return Math.floorMod((long) number * STRIDE, bound);
    }
}
