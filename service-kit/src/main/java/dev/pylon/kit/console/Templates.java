package dev.pylon.kit.console;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;

/**
 * The templates of one module, compiled by its build. Each has one parameter. What they are given
 * is escaped for the place where it stands.
 */
public final class Templates {
    private final TemplateEngine engine;

    /**
     * @param besides a class of the package whose sub-package {@code page} has the templates
     */
    public Templates(Class<?> besides) {
        engine =
                TemplateEngine.createPrecompiled(
                        null,
                        ContentType.Html,
                        besides.getClassLoader(),
                        besides.getPackageName() + ".page");
    }

    /** A template with what it shows, to be put on a page. */
    public Content fill(String name, Object model) {
        return output -> engine.render(name + ".jte", model, output);
    }
}
