-- +goose Up

-- What HR adapts of the letters to raters; frozen at launch like the rest of a draft.
ALTER TABLE cycles ADD COLUMN letter_intro text NOT NULL DEFAULT '';
ALTER TABLE cycles ADD COLUMN letter_signature text NOT NULL DEFAULT '';

-- How many days before the deadline raters are reminded, at most three numbers. A
-- cycle that is open already was launched without.
ALTER TABLE cycles ADD COLUMN reminders {{json}} NOT NULL DEFAULT '[7, 1]';
UPDATE cycles SET reminders = '[]' WHERE state <> 'draft';

-- What was planned up to then was sent or skipped.
ALTER TABLE cycles ADD COLUMN reminded_until {{time}};

-- More kinds of letters. SQLite cannot change a CHECK, so the table is copied.
CREATE TABLE posted (
    id         {{uuid}} PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('invitation', 'reminder', 'last_reminder', 'again', 'extended', 'report', 'signin',
               'closed', 'stuck', 'test')),
    cycle_id   {{uuid}} REFERENCES cycles (id) ON DELETE CASCADE,
    person_id  {{uuid}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    round      integer NOT NULL DEFAULT 1,
    state      text NOT NULL DEFAULT 'queued'
               CHECK (state IN ('queued', 'claimed', 'sending', 'sent', 'buried', 'unknown')),
    attempts   integer NOT NULL DEFAULT 0,
    due_at     {{time}} NOT NULL, -- of the next attempt
    since      {{time}} NOT NULL, -- when it was due for the first time
    lease      {{uuid}},
    lease_ends {{time}},
    last_error text NOT NULL DEFAULT '',
    sample     text NOT NULL DEFAULT '', -- of a test: which letter it shows, "reminder peer"
    UNIQUE (kind, cycle_id, person_id, round),
    CHECK ((lease IS NOT NULL) = (state IN ('claimed', 'sending'))),
    CHECK ((lease IS NULL) = (lease_ends IS NULL)),
    CHECK ((sample <> '') = (kind = 'test'))
);
INSERT INTO posted (id, kind, cycle_id, person_id, round, state, attempts, due_at, since, lease, lease_ends, last_error)
    SELECT id, kind, cycle_id, person_id, round, state, attempts, due_at, due_at, lease, lease_ends, last_error FROM letters;
DROP TABLE letters;
ALTER TABLE posted RENAME TO letters;
CREATE INDEX letters_urgent ON letters (due_at) WHERE state = 'queued' AND kind IN ('signin', 'again', 'test');
CREATE INDEX letters_due ON letters (state, due_at);
CREATE INDEX letters_cycle ON letters (cycle_id, state);
CREATE INDEX letters_person ON letters (person_id);

-- +goose Down
CREATE TABLE posted (
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
INSERT INTO posted (id, kind, cycle_id, person_id, round, state, attempts, due_at, lease, lease_ends, last_error)
    SELECT id, kind, cycle_id, person_id, round, state, attempts, due_at, lease, lease_ends, last_error FROM letters
    WHERE kind IN ('invitation', 'reminder', 'extended', 'report', 'signin');
DROP TABLE letters;
ALTER TABLE posted RENAME TO letters;
CREATE INDEX letters_due ON letters (state, due_at);
CREATE INDEX letters_cycle ON letters (cycle_id, state);
CREATE INDEX letters_person ON letters (person_id);
ALTER TABLE cycles DROP COLUMN letter_signature;
ALTER TABLE cycles DROP COLUMN letter_intro;
ALTER TABLE cycles DROP COLUMN reminded_until;
ALTER TABLE cycles DROP COLUMN reminders;
