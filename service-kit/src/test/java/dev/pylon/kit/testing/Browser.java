package dev.pylon.kit.testing;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser without scripts: it keeps cookies and sends forms. */
public final class Browser implements AutoCloseable {
    private static final Pattern FIELD =
            Pattern.compile("<input type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]*)\"");

    private final String url;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient http =
            HttpClient.newBuilder()
                    .cookieHandler(cookies)
                    .connectTimeout(Duration.ofSeconds(3))
                    .build();

    public Browser(String url) {
        this.url = url;
    }

    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(url + path)));
    }

    public HttpResponse<String> post(String path, String... namesAndValues) {
        return postWith("Accept", "text/html", path, namesAndValues);
    }

    public HttpResponse<String> postWith(
            String header, String value, String path, String... namesAndValues) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            pairs.add(
                    namesAndValues[i]
                            + "="
                            + URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
        }
        return send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header(header, value)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(String.join("&", pairs))));
    }

    public HttpResponse<String> signIn(String key) {
        return post("/console/sign-in", "csrf", field(get("/console/sign-in"), "csrf"), "key", key);
    }

    public CookieManager cookies() {
        return cookies;
    }

    /** What stands in a hidden field of a form. */
    public static String field(HttpResponse<String> page, String name) {
        Matcher fields = FIELD.matcher(page.body());
        while (fields.find()) {
            if (fields.group(1).equals(name)) {
                return fields.group(2);
            }
        }
        throw new IllegalStateException("no field " + name + " on the page:\n" + page.body());
    }

    public static String header(HttpResponse<String> page, String name) {
        return page.headers().firstValue(name).orElse("");
    }

    @Override
    public void close() {
        http.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(
                    request.timeout(Duration.ofSeconds(20)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
