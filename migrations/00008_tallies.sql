-- +goose Up

-- A tally is known by its leader, cell and item, and a score by its competency.
-- Ids of their own would be one more index, written at random places, for each.
CREATE TABLE counted (
    leader_id  {{uuid}} NOT NULL REFERENCES leaders (id) ON DELETE CASCADE,
    cell       text NOT NULL,
    competency text NOT NULL,
    item       text NOT NULL,
    n          integer NOT NULL CHECK (n > 0),
    sum        integer NOT NULL CHECK (sum >= n AND sum <= 5 * n),
    PRIMARY KEY (leader_id, cell, item)
) {{rowless}};
INSERT INTO counted (leader_id, cell, competency, item, n, sum)
    SELECT leader_id, cell, competency, item, n, sum FROM tallies ORDER BY leader_id, cell, item;
DROP TABLE tallies;
ALTER TABLE counted RENAME TO tallies;

CREATE TABLE scored (
    leader_id  {{uuid}} NOT NULL REFERENCES leaders (id) ON DELETE CASCADE,
    cell       text NOT NULL,
    competency text NOT NULL,
    n          integer NOT NULL CHECK (n > 0),
    tenths     integer NOT NULL CHECK (tenths BETWEEN 10 AND 50),
    PRIMARY KEY (leader_id, cell, competency)
) {{rowless}};
INSERT INTO scored (leader_id, cell, competency, n, tenths)
    SELECT leader_id, cell, competency, n, tenths FROM scores ORDER BY leader_id, cell, competency;
DROP TABLE scores;
ALTER TABLE scored RENAME TO scores;

-- +goose Down
CREATE TABLE scored (
    id         {{uuid}} PRIMARY KEY,
    leader_id  {{uuid}} NOT NULL REFERENCES leaders (id) ON DELETE CASCADE,
    cell       text NOT NULL,
    competency text NOT NULL,
    n          integer NOT NULL CHECK (n > 0),
    tenths     integer NOT NULL CHECK (tenths BETWEEN 10 AND 50),
    UNIQUE (leader_id, cell, competency)
);
INSERT INTO scored (id, leader_id, cell, competency, n, tenths)
    SELECT {{random}}, leader_id, cell, competency, n, tenths FROM scores;
DROP TABLE scores;
ALTER TABLE scored RENAME TO scores;

CREATE TABLE counted (
    id         {{uuid}} PRIMARY KEY,
    leader_id  {{uuid}} NOT NULL REFERENCES leaders (id) ON DELETE CASCADE,
    cell       text NOT NULL,
    competency text NOT NULL,
    item       text NOT NULL,
    n          integer NOT NULL CHECK (n > 0),
    sum        integer NOT NULL CHECK (sum >= n AND sum <= 5 * n),
    UNIQUE (leader_id, cell, item)
);
INSERT INTO counted (id, leader_id, cell, competency, item, n, sum)
    SELECT {{random}}, leader_id, cell, competency, item, n, sum FROM tallies;
DROP TABLE tallies;
ALTER TABLE counted RENAME TO tallies;
