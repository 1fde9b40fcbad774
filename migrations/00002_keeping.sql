-- +goose Up

-- How much of a closed cycle is forgotten already.
ALTER TABLE cycles ADD COLUMN forgotten text NOT NULL DEFAULT ''
    CHECK (forgotten IN ('', 'people', 'reports', 'overview'));

-- The leader deleted the own report.
ALTER TABLE leaders ADD COLUMN deleted boolean NOT NULL DEFAULT false;

-- Came with an org chart. Who came with the list of a cycle alone goes with its addresses.
ALTER TABLE people ADD COLUMN charted boolean NOT NULL DEFAULT false;
UPDATE people SET charted = true
    WHERE manager_id IS NOT NULL OR id IN (SELECT manager_id FROM people WHERE manager_id IS NOT NULL);

-- An invitation outlives a person who was erased: it still counts, for nobody.
CREATE TABLE asked (
    id           {{uuid}} PRIMARY KEY,
    leader_id    {{uuid}} NOT NULL REFERENCES leaders (id) ON DELETE CASCADE,
    person_id    {{uuid}} REFERENCES people (id),
    relationship text NOT NULL CHECK (relationship IN ('self', 'manager', 'peer', 'report')),
    state        text NOT NULL DEFAULT 'pending'
                 CHECK (state IN ('pending', 'answered', 'declined', 'withdrawn')),
    UNIQUE (leader_id, person_id)
);
-- In the order of random ids, so that a copied row keeps no place of its own.
INSERT INTO asked (id, leader_id, person_id, relationship, state)
    SELECT id, leader_id, person_id, relationship, state FROM invitations ORDER BY id;
DROP TABLE invitations;
ALTER TABLE asked RENAME TO invitations;
CREATE INDEX invitations_person ON invitations (person_id);
CREATE INDEX links_person ON links (person_id);

-- What stays of the invitations once they are deleted: counts as HR may know
-- them, small groups counted together.
CREATE TABLE turnouts (
    leader_id {{uuid}} NOT NULL REFERENCES leaders (id) ON DELETE CASCADE,
    cell      text NOT NULL, -- "peer", or "peer+report" where they are counted together
    invited   integer NOT NULL CHECK (invited >= 0),
    answered  integer NOT NULL CHECK (answered BETWEEN 0 AND invited),
    held      boolean NOT NULL, -- too few to tell how many answered
    PRIMARY KEY (leader_id, cell)
);

-- The heatmap of a cycle, frozen at release, and the counts that outlive its leaders.
CREATE TABLE overviews (
    cycle_id {{uuid}} PRIMARY KEY REFERENCES cycles (id) ON DELETE CASCADE,
    leaders  integer NOT NULL,
    invited  integer NOT NULL,
    answered integer NOT NULL,
    heatmap  {{json}}
);

-- +goose Down
DROP TABLE overviews;
DROP TABLE turnouts;
DROP INDEX links_person;
CREATE TABLE asked (
    id           {{uuid}} PRIMARY KEY,
    leader_id    {{uuid}} NOT NULL REFERENCES leaders (id) ON DELETE CASCADE,
    person_id    {{uuid}} NOT NULL REFERENCES people (id),
    relationship text NOT NULL CHECK (relationship IN ('self', 'manager', 'peer', 'report')),
    state        text NOT NULL DEFAULT 'pending'
                 CHECK (state IN ('pending', 'answered', 'declined', 'withdrawn')),
    UNIQUE (leader_id, person_id)
);
INSERT INTO asked (id, leader_id, person_id, relationship, state)
    SELECT id, leader_id, person_id, relationship, state FROM invitations WHERE person_id IS NOT NULL;
DROP TABLE invitations;
ALTER TABLE asked RENAME TO invitations;
CREATE INDEX invitations_person ON invitations (person_id);
ALTER TABLE people DROP COLUMN charted;
ALTER TABLE leaders DROP COLUMN deleted;
ALTER TABLE cycles DROP COLUMN forgotten;
