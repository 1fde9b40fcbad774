-- +goose Up

-- Who works here. The address identifies a person, in lower case.
CREATE TABLE people (
    id          {{uuid}} PRIMARY KEY,
    email       text NOT NULL UNIQUE CHECK (email = lower(email)),
    name        text NOT NULL,
    title       text NOT NULL DEFAULT '',
    department  text NOT NULL DEFAULT '',
    language    text NOT NULL DEFAULT 'en',
    manager_id  {{uuid}} REFERENCES people (id) ON DELETE SET NULL
);
CREATE INDEX people_manager ON people (manager_id);
CREATE INDEX people_name ON people (name, id);

-- Who is HR.
CREATE TABLE members (
    person_id {{uuid}} PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    added_at  {{time}} NOT NULL
);

-- Browser sessions: the cookie's hash and what the session holds.
CREATE TABLE sessions (
    token   text PRIMARY KEY,
    data    {{bytes}} NOT NULL,
    expires {{time}} NOT NULL
);
CREATE INDEX sessions_expires ON sessions (expires);

-- Mailed sign-in links. The id is also the id of the letter that carries the link.
CREATE TABLE sign_ins (
    id         {{uuid}} PRIMARY KEY,
    person_id  {{uuid}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    token_hash {{bytes}} NOT NULL UNIQUE,
    expires    {{time}} NOT NULL,
    used       boolean NOT NULL DEFAULT false
);
CREATE INDEX sign_ins_expires ON sign_ins (expires);

CREATE TABLE api_keys (
    id         {{uuid}} PRIMARY KEY,
    name       text NOT NULL,
    hash       {{bytes}} NOT NULL UNIQUE,
    made_at    {{time}} NOT NULL,
    revoked_at {{time}}
);

-- How often something was asked for, so that nobody can ask too often. The key is a hash.
CREATE TABLE throttles (
    key   {{bytes}} PRIMARY KEY,
    since {{time}} NOT NULL,
    count integer NOT NULL
);

CREATE TABLE cycles (
    id            {{uuid}} PRIMARY KEY,
    name          text NOT NULL CHECK (name <> ''),
    state         text NOT NULL DEFAULT 'draft'
                  CHECK (state IN ('draft', 'open', 'closing', 'closed', 'released', 'purged')),
    questionnaire {{json}} NOT NULL,
    policy        {{json}} NOT NULL,
    contact_name  text NOT NULL DEFAULT '',
    contact_email text NOT NULL DEFAULT '',
    made_at       {{time}} NOT NULL,
    opens_at      {{time}},
    closes_at     {{time}},
    closed_at     {{time}},
    released_at   {{time}},
    public_key    {{bytes}},
    CHECK ((state = 'draft') = (public_key IS NULL)),
    CHECK (state = 'draft' OR (opens_at IS NOT NULL AND closes_at IS NOT NULL)),
    CHECK ((closed_at IS NOT NULL) = (state IN ('closed', 'released', 'purged'))),
    CHECK (released_at IS NOT NULL OR state <> 'released')
);
CREATE INDEX cycles_due ON cycles (state, opens_at, closes_at);
CREATE INDEX cycles_made ON cycles (made_at, id);

CREATE TABLE leaders (
    id         {{uuid}} PRIMARY KEY,
    cycle_id   {{uuid}} NOT NULL REFERENCES cycles (id) ON DELETE CASCADE,
    person_id  {{uuid}} NOT NULL REFERENCES people (id),
    role_since text NOT NULL DEFAULT '',
    department text NOT NULL DEFAULT '', -- frozen at launch
    UNIQUE (cycle_id, person_id)
);
CREATE INDEX leaders_person ON leaders (person_id);

-- One per rater and cycle. After close the hash is gone.
CREATE TABLE links (
    id         {{uuid}} PRIMARY KEY,
    cycle_id   {{uuid}} NOT NULL REFERENCES cycles (id) ON DELETE CASCADE,
    person_id  {{uuid}} NOT NULL REFERENCES people (id),
    token_hash {{bytes}} UNIQUE,
    generation integer NOT NULL DEFAULT 1,
    UNIQUE (cycle_id, person_id)
);

-- One rater × one leader: a state, and no time of anything anywhere.
CREATE TABLE invitations (
    id           {{uuid}} PRIMARY KEY,
    leader_id    {{uuid}} NOT NULL REFERENCES leaders (id) ON DELETE CASCADE,
    person_id    {{uuid}} NOT NULL REFERENCES people (id),
    relationship text NOT NULL CHECK (relationship IN ('self', 'manager', 'peer', 'report')),
    state        text NOT NULL DEFAULT 'pending'
                 CHECK (state IN ('pending', 'answered', 'declined', 'withdrawn')),
    UNIQUE (leader_id, person_id)
);
CREATE INDEX invitations_person ON invitations (person_id);

-- A sealed set of answers. Nothing here may ever point to an invitation, carry
-- a time or be counted upwards; all rows of a leader are rewritten in random
-- order with new ids at every submission. Rowless: SQLite would else number the
-- rows upwards.
CREATE TABLE ballots (
    id        {{uuid}} PRIMARY KEY,
    leader_id {{uuid}} NOT NULL REFERENCES leaders (id) ON DELETE CASCADE,
    box       {{bytes}} NOT NULL
) {{rowless}};
CREATE INDEX ballots_leader ON ballots (leader_id);

-- After close: only what may be shown.
CREATE TABLE tallies (
    id         {{uuid}} PRIMARY KEY,
    leader_id  {{uuid}} NOT NULL REFERENCES leaders (id) ON DELETE CASCADE,
    cell       text NOT NULL,
    competency text NOT NULL,
    item       text NOT NULL,
    n          integer NOT NULL CHECK (n > 0),
    sum        integer NOT NULL CHECK (sum >= n AND sum <= 5 * n),
    UNIQUE (leader_id, cell, item)
);

-- The competency scores as the report shows them, in tenths; cell 'all' is all colleagues.
CREATE TABLE scores (
    id         {{uuid}} PRIMARY KEY,
    leader_id  {{uuid}} NOT NULL REFERENCES leaders (id) ON DELETE CASCADE,
    cell       text NOT NULL,
    competency text NOT NULL,
    n          integer NOT NULL CHECK (n > 0),
    tenths     integer NOT NULL CHECK (tenths BETWEEN 10 AND 50),
    UNIQUE (leader_id, cell, competency)
);

CREATE TABLE remarks (
    id        {{uuid}} PRIMARY KEY,
    leader_id {{uuid}} NOT NULL REFERENCES leaders (id) ON DELETE CASCADE,
    question  text NOT NULL,
    source    text NOT NULL,
    body      text NOT NULL,
    withheld  boolean NOT NULL DEFAULT false
) {{rowless}};
CREATE INDEX remarks_leader ON remarks (leader_id);

CREATE TABLE reports (
    leader_id {{uuid}} PRIMARY KEY REFERENCES leaders (id) ON DELETE CASCADE,
    body      {{bytes}} NOT NULL,
    sha256    {{bytes}} NOT NULL,
    unopened  integer NOT NULL DEFAULT 0 -- boxes that could not be opened
);

-- The intention to send a mail: never a body, so no link rests here.
CREATE TABLE letters (
    id         {{uuid}} PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('invitation', 'reminder', 'extended', 'report', 'signin')),
    cycle_id   {{uuid}} REFERENCES cycles (id) ON DELETE CASCADE,
    person_id  {{uuid}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    round      integer NOT NULL DEFAULT 1,
    state      text NOT NULL DEFAULT 'queued'
               CHECK (state IN ('queued', 'claimed', 'sending', 'sent', 'buried', 'unknown')),
    attempts   integer NOT NULL DEFAULT 0,
    due_at     {{time}} NOT NULL,
    lease      {{uuid}},
    lease_ends {{time}},
    last_error text NOT NULL DEFAULT '',
    UNIQUE (kind, cycle_id, person_id, round),
    CHECK ((lease IS NOT NULL) = (state IN ('claimed', 'sending'))),
    CHECK ((lease IS NULL) = (lease_ends IS NULL))
);
CREATE INDEX letters_due ON letters (state, due_at);
CREATE INDEX letters_cycle ON letters (cycle_id, state);
CREATE INDEX letters_person ON letters (person_id);

-- A file that HR uploaded, until it is imported or a day has passed.
CREATE TABLE uploads (
    id       {{uuid}} PRIMARY KEY,
    cycle_id {{uuid}} REFERENCES cycles (id) ON DELETE CASCADE,
    name     text NOT NULL,
    body     {{bytes}} NOT NULL,
    made_at  {{time}} NOT NULL
);

-- What HR and the clock did. Never a rater's act.
CREATE TABLE audit (
    id       {{uuid}} PRIMARY KEY,
    at       {{time}} NOT NULL,
    actor    text NOT NULL,
    act      text NOT NULL,
    cycle_id {{uuid}},
    detail   text NOT NULL DEFAULT ''
);
CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_cycle ON audit (cycle_id, at);

-- +goose Down
DROP TABLE audit;
DROP TABLE uploads;
DROP TABLE letters;
DROP TABLE reports;
DROP TABLE remarks;
DROP TABLE scores;
DROP TABLE tallies;
DROP TABLE ballots;
DROP TABLE invitations;
DROP TABLE links;
DROP TABLE leaders;
DROP TABLE cycles;
DROP TABLE throttles;
DROP TABLE api_keys;
DROP TABLE sign_ins;
DROP TABLE sessions;
DROP TABLE members;
DROP TABLE people;
