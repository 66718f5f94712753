package dev.pylon.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program of an operator, which has to be on the PATH. */
final class Tool {
    private Tool() {}

    /** What it prints, once it has ended well and without a word on its error output. */
    static String run(String... command) {
        try {
            Path errors = Files.createTempFile("tool", ".err");
            Process process =
                    new ProcessBuilder(command)
                            .directory(Deploy.ROOT.toFile())
                            .redirectError(errors.toFile())
                            .start();
            process.getOutputStream().close();
            try (InputStream output = process.getInputStream()) {
                String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
                int status = process.waitFor();
                assertThat(Files.readString(errors)).as(String.join(" ", command)).isEmpty();
                assertThat(status).as("%s%n%s", String.join(" ", command), said).isZero();
                return said;
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new AssertionError(command[0] + " cannot be run: is it installed?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
