package dev.pylon.nostr.json;

/** What kind of value comes next in a {@link JsonReader}. */
public enum JsonType {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    BOOLEAN,
    NULL
}
