-- +goose Up

-- A leader's ballots lie side by side, in the order of their random ids: what is
-- rewritten together at each submission, and read together at close, is one
-- place of the tree instead of as many as there are ballots.
CREATE TABLE sealed (
    id        {{uuid}} NOT NULL,
    leader_id {{uuid}} NOT NULL REFERENCES leaders (id) ON DELETE CASCADE,
    box       {{bytes}} NOT NULL,
    PRIMARY KEY (leader_id, id)
) {{rowless}};
INSERT INTO sealed (id, leader_id, box) SELECT id, leader_id, box FROM ballots ORDER BY leader_id, id;
DROP TABLE ballots;
ALTER TABLE sealed RENAME TO ballots;

-- +goose Down
CREATE TABLE sealed (
    id        {{uuid}} PRIMARY KEY,
    leader_id {{uuid}} NOT NULL REFERENCES leaders (id) ON DELETE CASCADE,
    box       {{bytes}} NOT NULL
) {{rowless}};
INSERT INTO sealed (id, leader_id, box) SELECT id, leader_id, box FROM ballots ORDER BY id;
DROP TABLE ballots;
ALTER TABLE sealed RENAME TO ballots;
CREATE INDEX ballots_leader ON ballots (leader_id);
