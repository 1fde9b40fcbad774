-- +goose Up

-- What takes longer than a page can wait: reading a list, importing it, launching.
CREATE TABLE works (
    id         {{uuid}} PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('read', 'import', 'launch')),
    place      {{uuid}} NOT NULL, -- the cycle; zeros for the directory
    cycle_id   {{uuid}} REFERENCES cycles (id) ON DELETE CASCADE,
    upload_id  {{uuid}}, -- the list; thrown away once it is imported
    file       text NOT NULL DEFAULT '',
    partial    boolean NOT NULL DEFAULT false, -- imports the good rows of a list with faults
    actor      text NOT NULL,
    state      text NOT NULL DEFAULT 'waiting'
               CHECK (state IN ('waiting', 'running', 'done', 'refused', 'stopped')),
    step       text NOT NULL DEFAULT '',
    done       integer NOT NULL DEFAULT 0,
    total      integer NOT NULL DEFAULT 0,
    made_at    {{time}} NOT NULL,
    ended_at   {{time}},
    lease      {{uuid}},
    lease_ends {{time}},
    problem    text NOT NULL DEFAULT '', -- why it was refused
    result     {{json}},
    CHECK ((lease IS NOT NULL) = (state = 'running')),
    CHECK ((lease IS NULL) = (lease_ends IS NULL)),
    CHECK ((ended_at IS NOT NULL) = (state IN ('done', 'refused', 'stopped')))
);
-- Never two at once on one cycle, nor on the directory.
CREATE UNIQUE INDEX works_place ON works (place) WHERE state IN ('waiting', 'running');
CREATE INDEX works_made ON works (made_at);
CREATE INDEX works_upload ON works (upload_id);
CREATE INDEX people_department ON people (department, name, id);

-- +goose Down
DROP INDEX people_department;
DROP TABLE works;
