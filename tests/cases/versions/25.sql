-- a URL that waits in a queue, and its host
INSERT INTO scan (id, name, digest, started_at_ms) VALUES (25, 'lamps', 'd25',
    96);
INSERT INTO frontier_host (id, scan, host, known, waiting, base) VALUES (25,
    25, 'b.example', 1, 1, 0);
INSERT INTO frontier_known (scan, key, seq, host, priority) VALUES (25, 7, 1,
    25, 2);
INSERT INTO frontier_waiting (host, priority, seq, depth, url) VALUES (25, 2,
    1, 1, 'https://b.example/1');
