-- +goose Up

-- What a leader wants to try after a report: the leader's alone, deleted with the
-- report. No time of writing.
CREATE TABLE plans (
    leader_id {{uuid}} PRIMARY KEY REFERENCES leaders (id) ON DELETE CASCADE,
    behaviour text NOT NULL,
    cue       text NOT NULL, -- when …
    act       text NOT NULL, -- … then I will
    witness   text NOT NULL, -- one person who will notice
    review_on text NOT NULL  -- the day to look back on, 2006-01-02; '' for none
);

-- +goose Down
DROP TABLE plans;
