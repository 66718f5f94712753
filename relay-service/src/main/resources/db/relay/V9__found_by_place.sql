-- An event of a tag is looked for by its position in the part of its time. An index with both finds it however
-- many were made in the same second, and whatever the planner knows of the part.
DROP INDEX event_newest;
CREATE INDEX event_newest ON event (created_at, position);
