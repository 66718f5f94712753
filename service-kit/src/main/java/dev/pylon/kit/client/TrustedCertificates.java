package dev.pylon.kit.client;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/**
 * The certificates that one server may show, from a PEM file: its own, if it signed it itself, or
 * those of who signed it. No other is trusted for this server, not even the system's.
 */
public final class TrustedCertificates {
    private TrustedCertificates() {}

    /**
     * For clients on Netty.
     *
     * @throws IllegalArgumentException if the file can't be read or holds no certificate
     */
    public static SslContext read(Path pem) {
        try (var certificates = Files.newInputStream(pem)) {
            return SslContextBuilder.forClient().trustManager(certificates).build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the file of certificates, " + pem + ", holds none: it must be PEM", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the file of certificates, " + pem + ", can't be read: " + e.getMessage(), e);
        }
    }
}
