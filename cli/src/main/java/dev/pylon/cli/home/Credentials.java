package dev.pylon.cli.home;

import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The identities and API keys of a home. Secrets are made once; the files of hashes that services
 * read are written from them, so a crash between the two is mended by the next start.
 */
final class Credentials {
    private static final List<String> IDENTITIES = List.of("relay", "provider", "buyer");

    /**
     * @param caller names the secret's file and is the key's id
     * @param spendPerDayMsat the key's budget, 0 for none
     */
    private record Grant(
            String caller,
            String service,
            String account,
            List<String> scopes,
            long spendPerDayMsat) {}

    private static final List<Grant> GRANTS =
            List.of(
                    new Grant(
                            "cli-buyer",
                            "buyer-service",
                            "buyer",
                            List.of("jobs:read", "jobs:write", "wallet:read", "wallet:pay"),
                            0),
                    new Grant(
                            "cli-wallet",
                            "wallet-service",
                            "buyer",
                            List.of("wallet:read", "wallet:receive", "wallet:pay"),
                            0),
                    new Grant(
                            "cli-earnings",
                            "wallet-service",
                            "provider",
                            List.of("wallet:read", "wallet:receive", "wallet:pay"),
                            0),
                    new Grant(
                            "cli-admin",
                            "wallet-service",
                            "buyer",
                            List.of("admin", "wallet:read"),
                            0),
                    new Grant(
                            "cli-provider",
                            "provider-service",
                            "provider",
                            List.of("jobs:read", "wallet:read"),
                            0),
                    new Grant("cli-relay", "relay-service", "relay", List.of("admin"), 0),
                    new Grant(
                            "cli-bridge",
                            "bridge-agent",
                            "provider",
                            List.of("admin", "jobs:read", "jobs:write"),
                            0),
                    new Grant(
                            "buyer-wallet",
                            "wallet-service",
                            "buyer",
                            List.of("wallet:read", "wallet:pay"),
                            1_000_000_000L),
                    new Grant(
                            "provider-wallet",
                            "wallet-service",
                            "provider",
                            List.of("wallet:read", "wallet:receive"),
                            0),
                    new Grant(
                            "provider-bridge",
                            "bridge-agent",
                            "provider",
                            List.of("jobs:read", "jobs:write"),
                            0));

    private Credentials() {}

    static void create(Home home) {
        for (String identity : IDENTITIES) {
            Path file = home.key(identity);
            if (!Files.exists(file)) {
                PrivateFiles.write(file, SecretKey.generate().toNsec() + "\n");
            }
        }
        Map<String, List<String>> entries = new LinkedHashMap<>();
        for (Grant grant : GRANTS) {
            Path file = home.secret(grant.caller());
            if (!Files.exists(file)) {
                PrivateFiles.write(file, newSecret() + "\n");
            }
            String hash = hash(PrivateFiles.read(file).strip());
            entries.computeIfAbsent(grant.service(), none -> new ArrayList<>())
                    .add(entry(grant, hash));
        }
        entries.computeIfAbsent("wallet-service", none -> new ArrayList<>())
                .addAll(new SellerKeys(home).entries());
        entries.forEach((service, lines) -> {
            String text =
                    "# Hashes of the API keys that "
                            + service
                            + " accepts.\n"
                            + String.join("", lines);
            Path file = home.hashes(service);
            if (!Files.exists(file) || !PrivateFiles.read(file).equals(text)) {
                PrivateFiles.write(file, text);
            }
        });
    }

    private static String entry(Grant grant, String sha256) {
        String entry =
                """
                - id: %s
                  sha256: %s
                  account: %s
                  scopes: [%s]
                """
                        .formatted(
                                grant.caller(),
                                sha256,
                                grant.account(),
                                String.join(
                                        ", ",
                                        grant.scopes().stream().map(s -> '"' + s + '"').toList()));
        return grant.spendPerDayMsat() == 0
                ? entry
                : entry + "  budget: {maxMsat: " + grant.spendPerDayMsat() + ", per: P1D}\n";
    }

    static String hash(String secret) {
        return Hex.encode(Hashes.sha256(secret.getBytes(StandardCharsets.UTF_8)));
    }

    static String newSecret() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return "pylon_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
