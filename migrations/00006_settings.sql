-- +goose Up

-- What HR chose in the place of what the service was started with; NULL is no choice.
CREATE TABLE settings (
    id              integer PRIMARY KEY CHECK (id = 1),
    organisation    text,
    accent          text CHECK (accent = '' OR accent LIKE '#______'),
    reply_name      text,
    reply_email     text,
    link_days       integer CHECK (link_days BETWEEN 7 AND 90),
    report_months   integer CHECK (report_months BETWEEN 1 AND 60),
    overview_months integer CHECK (overview_months BETWEEN report_months AND 60),
    CHECK ((reply_name IS NULL) = (reply_email IS NULL)),
    CHECK ((link_days IS NULL) = (report_months IS NULL) AND (link_days IS NULL) = (overview_months IS NULL))
);

-- How long what is left of a cycle is kept, as promised at launch. A cycle that
-- was launched before gets what is in force when the service starts next.
ALTER TABLE cycles ADD COLUMN link_days integer;
ALTER TABLE cycles ADD COLUMN report_months integer;
ALTER TABLE cycles ADD COLUMN overview_months integer;

-- How many of those who were asked about the leaders of whole departments
-- answered, frozen at release beside the heatmap.
ALTER TABLE overviews ADD COLUMN rates {{json}};

-- +goose Down
ALTER TABLE overviews DROP COLUMN rates;
ALTER TABLE cycles DROP COLUMN overview_months;
ALTER TABLE cycles DROP COLUMN report_months;
ALTER TABLE cycles DROP COLUMN link_days;
DROP TABLE settings;
