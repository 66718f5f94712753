package dev.pylon.api.relay;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The relay information document, NIP-11. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RelayInformation(
        String name,
        String description,
        @Nullable String icon,
        @Nullable String pubkey,
        @Nullable String self,
        @Nullable String contact,
        @JsonProperty("supported_nips") List<Integer> supportedNips,
        String software,
        String version,
        RelayLimitation limitation,
        @Nullable List<KeptFor> retention) {}
