-- scans, pages, offers with a case each (the second decided), notices
INSERT INTO scan (id, name, digest, started_at_ms, finished_at_ms, how,
    summary) VALUES (1, 'toys', 'd1', 10, 20, 'finished', '{}');
INSERT INTO frontier_host (id, scan, host, known, waiting) VALUES (1, 1,
    'a.example', 3, 1);
INSERT INTO frontier_known (scan, key, seq) VALUES (1, -77, 1), (1, 5, 2),
    (1, 9, 3);
INSERT INTO frontier_waiting (seq, host, priority, depth, url) VALUES (3, 1, 0,
    2, 'https://a.example/3');
INSERT INTO page (id, scan, url_key, url, final_url, status, outcome, observed,
    state, reason, kind, fetched_at_ms, digest, body_key, etag, last_modified,
    record, robots_override) VALUES (1, 1, -77, 'https://a.example/1',
    'https://a.example/1', 200, 'ok', 'full', 'done', '', 'product', 15, 'sha',
    99, '"e"', 'Fri', 'seg-1.warc.gz:0', ''), (2, 1, 5, 'https://a.example/2',
    'https://a.example/2', 404, 'ok', 'none', 'done', 'gone', 'other', 16, '',
    NULL, '', '', '', 'Art. 14');
INSERT INTO listing VALUES (1, 'i1', 'a.example', 'https://a.example/1', 1, 1,
    10, 15), (2, 'i2', 'a.example', 'https://a.example/2', 3, 2, 10, 16);
INSERT INTO listing_version (id, listing, digest, record, page, seen_at_ms)
    VALUES (1, 1, 'd1',
    '{"url":"https://a.example/04006381333931","market":"a.example","title":"Red kettle","gtins":["04006381333931"],"language":"de","seller":{"name":"Licht GmbH","country":"DE"},"price":{"amount":"9.50","currency":"EUR"}}',
    1, 15), (2, 2, 'd2',
    '{"url":"https://a.example/00012345678905","market":"a.example","title":"Lampe alt","gtins":["00012345678905"],"language":"de","seller":{"name":"Licht GmbH","country":"DE"},"price":{"amount":"9.50","currency":"EUR"}}',
    2, 12), (3, 2, 'd3',
    '{"url":"https://a.example/00012345678905","market":"a.example","title":"Lampe Öko","gtins":["00012345678905"],"language":"de","seller":{"name":"Licht GmbH","country":"DE"},"price":{"amount":"9.50","currency":"EUR"}}',
    2, 16);
INSERT INTO casefile (id, listing, priority, flagged, state, assignee, market,
    language, first_seen_ms, last_seen_ms, decided_at_ms, decisions, search)
    VALUES (1, 1, 0.9, 1, 'new', '', 'a.example', 'de', 10, 15, 0, 0,
    'kettle'), (2, 2, 0.7, 1, 'confirmed', 'bo', 'a.example', 'de', 10, 16, 50,
    1, 'lampe');
INSERT INTO casefile_record VALUES (1,
    '{"listing":{"url":"https://a.example/04006381333931","market":"a.example","title":"Red kettle","gtins":["04006381333931"],"language":"de","seller":{"name":"Licht GmbH"}},"flagged":true,"priority":0.9,"risk":0.5,"hazards":{"fire":0.5},"reasons":["r"],"findings":[{"source":"rule","id":"x/y","strength":"strong","score":0.5,"reason":"because"}]}'),
    (2,
    '{"listing":{"url":"https://a.example/00012345678905","market":"a.example","title":"Lampe Öko","gtins":["00012345678905"],"language":"de","seller":{"name":"Licht GmbH"}},"flagged":true,"priority":0.9,"risk":0.5,"hazards":{"fire":0.5},"reasons":["r"],"findings":[{"source":"rule","id":"x/y","strength":"strong","score":0.5,"reason":"because"}]}');
INSERT INTO casefile_hazard VALUES (1, 'fire', 0.5), (2, 'fire', 0.5);
INSERT INTO casefile_finding VALUES (1, 'rule', 'x/y', 1, 1), (2, 'rule',
    'x/y', 1, 1), (2, 'recall', 'SR/1', 2, 0);
INSERT INTO casefile_event (id, casefile, kind, at_ms, author, state, verdict,
    reason_code, note) VALUES (1, 1, 'opened', 15, '', 'new', '', '', ''), (2,
    2, 'opened', 16, '', 'new', '', '', ''), (3, 2, 'decided', 50, 'bo',
    'confirmed', 'confirm', 'banned', '红');
INSERT INTO recall (row, source, id, digest, record, first_seen_ms,
    changed_at_ms) VALUES (1, 'eu-safety-gate', 'SR/1', 'r1',
    '{"id":"SR/1","source":"eu-safety-gate","name":"Magnet balls","published":"2026-01-02"}',
    10, 11), (2, 'us-cpsc', '26-001', 'r2',
    '{"id":"26-001","source":"us-cpsc","name":"Kettle"}', 10, 10);
INSERT INTO recall_version VALUES (1, 10, '{"id":"SR/1"}');
