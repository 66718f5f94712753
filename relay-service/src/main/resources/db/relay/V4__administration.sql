-- What the administrator changed while the relay ran; it wins over the configuration.
CREATE TABLE relay_setting (
    name  text PRIMARY KEY,
    value text NOT NULL
);

-- NIP-86: if there are any, only these keys may publish.
CREATE TABLE allowed_key (
    pubkey bytea PRIMARY KEY,
    reason text  NOT NULL
);
CREATE TABLE blocked_address (
    address text PRIMARY KEY,
    reason  text NOT NULL
);
