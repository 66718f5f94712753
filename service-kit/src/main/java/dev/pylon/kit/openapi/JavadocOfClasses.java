package dev.pylon.kit.openapi;

import org.springdoc.core.providers.SpringDocJavadocProvider;

/**
 * Descriptions by Javadoc. An array has none, and the library that reads it fails an assertion on
 * one.
 */
final class JavadocOfClasses extends SpringDocJavadocProvider {
    @Override
    public String getClassJavadoc(Class<?> type) {
        return type.isArray() ? "" : super.getClassJavadoc(type);
    }
}
