package dev.pylon.cli.console;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The user's desktop, if there is one. */
final class Desktop {
    private Desktop() {}

    /** Opens a link in the browser; false if there is no desktop to do it. */
    static boolean open(String url) {
        String opener = opener();
        if (opener == null) {
            return false;
        }
        try {
            new ProcessBuilder(opener, url)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException notInstalled) {
            return false;
        }
    }

    private static @Nullable String opener() {
        if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")) {
            return "open";
        }
        boolean graphical =
                System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null;
        return graphical ? "xdg-open" : null;
    }
}
