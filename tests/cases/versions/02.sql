-- where notices were read
UPDATE recall SET document = 1, pass = 1, keyed = 1 WHERE row = 1;
UPDATE recall SET mark = 'gone' WHERE row = 2;
INSERT INTO feed VALUES ('us-cpsc', '{}');
INSERT INTO feed_pass VALUES (1, 'us-cpsc', 30, '{}');
INSERT INTO feed_document VALUES (1, 'us-cpsc', 'https://f.example/', 1,
    '2026-01-01', '', '', 2, 30);
INSERT INTO feed_turn VALUES (4, 'us-cpsc', 'https://f.example/2', 2, '', 1,
    1);
INSERT INTO recall_key VALUES ('gtin', '04006381333931', 1);
INSERT INTO recall_link VALUES (1, 2, 'case', 'k');
