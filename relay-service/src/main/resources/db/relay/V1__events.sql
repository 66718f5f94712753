-- One row per stored event. position is the log's order: rows are written under one advisory lock,
-- so it is the order of commits too.
CREATE TABLE event (
    position   bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id         bytea   NOT NULL,
    pubkey     bytea   NOT NULL,
    created_at bigint  NOT NULL,
    kind       integer NOT NULL,
    -- of replaceable and addressable events: the start of a hash of kind, key and identifier
    address    uuid,
    -- NIP-40, in seconds
    expires_at bigint,
    -- the event's JSON as it is sent
    body       bytea   NOT NULL
);
CREATE UNIQUE INDEX event_id ON event (id);
CREATE UNIQUE INDEX event_address ON event (address) WHERE address IS NOT NULL;
CREATE INDEX event_newest ON event (created_at DESC, id);
CREATE INDEX event_kind ON event (kind, created_at DESC, id);
CREATE INDEX event_author ON event (pubkey, kind, created_at DESC, id);
CREATE INDEX event_expiring ON event (expires_at) WHERE expires_at IS NOT NULL;

-- What tag filters look for. tag is the start of a hash of the tag's letter and its value.
CREATE TABLE event_tag (
    tag        uuid   NOT NULL,
    created_at bigint NOT NULL,
    position   bigint NOT NULL REFERENCES event ON DELETE CASCADE,
    PRIMARY KEY (tag, created_at, position)
);
CREATE INDEX event_tag_position ON event_tag (position);

-- NIP-09: what was deleted stays out, even if it comes after its deletion.
CREATE TABLE deleted_event (
    id     bytea NOT NULL,
    author bytea NOT NULL,
    PRIMARY KEY (id, author)
);
CREATE TABLE deleted_address (
    address uuid   PRIMARY KEY,
    until   bigint NOT NULL
);

-- NIP-90: requests, and the answers and feedback that name them, for the statistics.
CREATE TABLE job_event (
    position bigint PRIMARY KEY REFERENCES event ON DELETE CASCADE,
    request  bytea  NOT NULL,
    role     text   NOT NULL CHECK (role IN ('request', 'result', 'refusal', 'feedback')),
    -- of a request: the hex keys of the providers wanted, in one text; empty for all
    targets  text   NOT NULL
);
CREATE INDEX job_event_request ON job_event (request);

-- NIP-89: the kinds a handler announces.
CREATE TABLE handler_kind (
    position bigint  NOT NULL REFERENCES event ON DELETE CASCADE,
    kind     integer NOT NULL,
    PRIMARY KEY (position, kind)
);
