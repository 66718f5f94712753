package dev.pylon.e2e.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PromQL expression names: a small tokenizer's view, enough for selectors, aggregations and
 * arithmetic. Whether it is well-formed is promtool's to say.
 *
 * @param selectors the metrics with their matchers, in order
 * @param grouping the labels of all {@code by} clauses
 */
record PromQl(List<Selector> selectors, Set<String> grouping) {
    /** A metric and what its labels have to be. */
    record Selector(String metric, List<Match> matches) {}

    /** One matcher, such as {@code state="open"}. */
    record Match(String label, String operator, String value) {}

    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\s+|\"(?<text>(?:[^\"\\\\]|\\\\.)*)\"|(?<duration>\\[[^]]*])|(?<name>[A-Za-z_:][\\w:]*)"
                            + "|(?<number>\\d[\\w.]*)|(?<mark>=~|!~|!=|==|>=|<=|[-+*/%^(){},=<>])");
    private static final Set<String> LABEL_LISTS =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

    private record Token(String text, String kind) {
        boolean is(String mark) {
            return kind.equals("mark") && text.equals(mark);
        }
    }

    static PromQl parse(String expression) {
        return new Reader(tokens(expression)).read();
    }

    boolean aggregates() {
        return !grouping.isEmpty();
    }

    private static List<Token> tokens(String expression) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(expression);
        int at = 0;
        while (at < expression.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw new IllegalArgumentException(
                        "no PromQL at '" + expression.substring(at) + "'");
            }
            at = matcher.end();
            for (String kind : List.of("text", "name", "number", "mark")) {
                if (matcher.group(kind) != null) {
                    tokens.add(new Token(matcher.group(kind), kind));
                }
            }
        }
        return tokens;
    }

    private static final class Reader {
        private static final Token END = new Token("", "end");
        private final List<Token> tokens;
        private final List<Selector> selectors = new ArrayList<>();
        private final Set<String> grouping = new TreeSet<>();
        private int at;

        Reader(List<Token> tokens) {
            this.tokens = tokens;
        }

        PromQl read() {
            while (at < tokens.size()) {
                Token token = next();
                if (!token.kind().equals("name") || OPERATORS.contains(token.text())) {
                    continue;
                }
                if (LABEL_LISTS.contains(token.text())) {
                    labels(token.text());
                } else if (peek().is("{")) {
                    next();
                    selectors.add(new Selector(token.text(), matches()));
                } else if (!peek().is("(") && !LABEL_LISTS.contains(peek().text())) {
                    selectors.add(new Selector(token.text(), List.of()));
                }
            }
            return new PromQl(List.copyOf(selectors), grouping);
        }

        private void labels(String list) {
            next();
            for (Token token = next(); !token.is(")"); token = next()) {
                if (token.kind().equals("name") && list.equals("by")) {
                    grouping.add(token.text());
                }
            }
        }

        private List<Match> matches() {
            List<Match> matches = new ArrayList<>();
            for (Token token = next(); !token.is("}"); token = next()) {
                if (!token.is(",")) {
                    matches.add(new Match(token.text(), next().text(), next().text()));
                }
            }
            return matches;
        }

        private Token peek() {
            return at < tokens.size() ? tokens.get(at) : END;
        }

        private Token next() {
            Token token = peek();
            if (token == END) {
                throw new IllegalArgumentException("PromQL ends too early: " + tokens);
            }
            at++;
            return token;
        }
    }
}
