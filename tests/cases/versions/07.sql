-- the queue: one case listed, one left behind by a program that was ended
-- too early
DELETE FROM queue_behind WHERE casefile = 1;
INSERT OR IGNORE INTO queue_behind VALUES (2);
INSERT INTO queue_row (casefile, state, open, assignee, rank, market, seller,
    language, price, seen_ms, newness) VALUES (1, 'new', 1, '', -0.9,
    'a.example', 'Licht GmbH', 'de', 9.5, 10, -10);
INSERT INTO queue_card VALUES (1, x'');
INSERT INTO queue_facet VALUES ('', '', 1), ('hazard', 'fire', 1), ('assignee',
    '', 1);
INSERT INTO queue_count SELECT facet, value, column1, 1 FROM queue_facet,
    (VALUES ('all'), ('open'), ('new'));
INSERT INTO queue_text (rowid, words, parts) VALUES (1, 'red kettle licht',
    '');
INSERT INTO saved_view VALUES ('bo', 'mine', 'state=all');
