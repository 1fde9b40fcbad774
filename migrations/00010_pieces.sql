-- +goose Up

-- A file that HR uploaded, as it arrived: in pieces, so that nobody holds it whole.
CREATE TABLE upload_pieces (
    upload_id {{uuid}} NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
    place     integer NOT NULL, -- 0, 1, 2 …
    body      {{bytes}} NOT NULL,
    PRIMARY KEY (upload_id, place)
);
INSERT INTO upload_pieces SELECT id, 0, body FROM uploads;
ALTER TABLE uploads DROP COLUMN body;

-- +goose Down
DELETE FROM uploads; -- in pieces they cannot be told; HR chooses the file again
ALTER TABLE uploads ADD COLUMN body {{bytes}} NOT NULL DEFAULT '';
DROP TABLE upload_pieces;
