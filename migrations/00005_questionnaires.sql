-- +goose Up

-- What HR wrote itself. The built-in questionnaire is not here: nobody can change it.
CREATE TABLE questionnaires (
    id      {{uuid}} PRIMARY KEY,
    key     text NOT NULL UNIQUE CHECK (key <> ''), -- its own id, which files and programs use
    version integer NOT NULL CHECK (version >= 1)   -- the latest
);

-- Every save is one more version; none is ever changed.
CREATE TABLE versions (
    questionnaire_id {{uuid}} NOT NULL REFERENCES questionnaires (id) ON DELETE CASCADE,
    version          integer NOT NULL CHECK (version >= 1),
    title            text NOT NULL,
    body             {{json}} NOT NULL,
    saved_at         {{time}} NOT NULL,
    saved_by         text NOT NULL,
    PRIMARY KEY (questionnaire_id, version)
);

-- +goose Down
DROP TABLE versions;
DROP TABLE questionnaires;
