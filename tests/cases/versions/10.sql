-- people
INSERT INTO account VALUES (1, 'bo', 'Bo', 'de', 1, '$argon2id$', 0, 0, 5, 6);
INSERT INTO session VALUES ('h1', 1, 7, 8);
INSERT INTO evidence_view VALUES ('h1', 1);
INSERT INTO token VALUES (1, 'h2', 1, 'archive', 1, 7, 0, 8, 0);
INSERT INTO throttle VALUES (-5, 2, 7);
INSERT INTO campaign_allowed VALUES ('toys.yaml', 'd', 'ada', 7);
