package dev.pylon.nostr.market;

import dev.pylon.nostr.json.JsonReader;
import dev.pylon.nostr.json.JsonType;
import dev.pylon.nostr.json.MalformedJson;
import dev.pylon.primitives.Msat;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON in an announcement, of which strangers write anything. */
final class AnnouncementContent {
    private static final int MAX_MODELS = 500;

    private @Nullable String name;
    private @Nullable String about;
    private @Nullable Msat price;
    private boolean simulated;
    private final List<ModelOffer> models = new ArrayList<>();
    private final Set<String> encryption = new LinkedHashSet<>();

    private AnnouncementContent() {}

    static AnnouncementContent read(String json) {
        AnnouncementContent content = new AnnouncementContent();
        try {
            JsonReader in = JsonReader.of(json);
            if (in.peek() == JsonType.OBJECT) {
                content.readObject(in);
            }
        } catch (MalformedJson noJson) {
            // what was understood before the fault stands
        }
        return content;
    }

    Optional<String> name() {
        return Optional.ofNullable(name);
    }

    Optional<String> about() {
        return Optional.ofNullable(about);
    }

    Optional<Msat> price() {
        return Optional.ofNullable(price);
    }

    boolean simulated() {
        return simulated;
    }

    List<ModelOffer> models() {
        return models;
    }

    Set<String> encryption() {
        return encryption;
    }

    private void readObject(JsonReader in) {
        in.beginObject();
        for (String field = in.nextName(); field != null; field = in.nextName()) {
            switch (field) {
                case "name" -> name = text(in);
                case "about" -> about = text(in);
                case "priceMsat" -> price = amount(in);
                case "simulated" -> simulated = truth(in);
                case "encryption" -> readEncryption(in);
                case "models" -> readModels(in);
                default -> in.skipValue();
            }
        }
    }

    private void readEncryption(JsonReader in) {
        if (in.peek() != JsonType.ARRAY) {
            in.skipValue();
            return;
        }
        in.beginArray();
        while (in.nextElement()) {
            String scheme = text(in);
            if (scheme != null) {
                encryption.add(scheme);
            }
        }
    }

    private void readModels(JsonReader in) {
        if (in.peek() != JsonType.ARRAY) {
            in.skipValue();
            return;
        }
        in.beginArray();
        while (in.nextElement()) {
            ModelOffer offer = in.peek() == JsonType.OBJECT ? offer(in) : bare(text(in));
            if (offer != null && models.size() < MAX_MODELS) {
                models.add(offer);
            }
        }
    }

    private static @Nullable ModelOffer offer(JsonReader in) {
        @Nullable String model = null;
        @Nullable String id = null;
        @Nullable String title = null;
        @Nullable Msat amount = null;
        boolean unreal = false;
        in.beginObject();
        for (String field = in.nextName(); field != null; field = in.nextName()) {
            switch (field) {
                case "model" -> model = text(in);
                case "id" -> id = text(in);
                case "name" -> title = text(in);
                case "priceMsat" -> amount = amount(in);
                case "simulated" -> unreal = truth(in);
                default -> in.skipValue();
            }
        }
        String known = model != null ? model : id != null ? id : title;
        return known == null || known.isBlank()
                ? null
                : new ModelOffer(known, Optional.ofNullable(amount), unreal);
    }

    private static @Nullable ModelOffer bare(@Nullable String model) {
        return model == null || model.isBlank()
                ? null
                : new ModelOffer(model, Optional.empty(), false);
    }

    private static @Nullable String text(JsonReader in) {
        if (in.peek() == JsonType.STRING) {
            return in.nextString();
        }
        in.skipValue();
        return null;
    }

    private static @Nullable Msat amount(JsonReader in) {
        return switch (in.peek()) {
            case STRING -> MarketTags.amount(in.nextString()).orElse(null);
            case NUMBER -> MarketTags.amount(in.nextNumber()).orElse(null);
            default -> {
                in.skipValue();
                yield null;
            }
        };
    }

    private static boolean truth(JsonReader in) {
        if (in.peek() == JsonType.BOOLEAN) {
            return in.nextBoolean();
        }
        in.skipValue();
        return false;
    }
}
