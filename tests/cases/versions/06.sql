-- the workflow
UPDATE casefile SET state = 'ordered', verdict = 'confirm', serious = 1 WHERE
    id = 2;
INSERT INTO casefile_event (id, casefile, kind, at_ms, author, state, act,
    role, from_state) VALUES (4, 2, 'order', 60, 'bo', 'ordered', 'order',
    'analyst', 'confirmed');
INSERT INTO casefile_lease VALUES (1, 'bo', 70);
INSERT INTO setting VALUES ('workflow', '{"lease_minutes":20}');
