-- samples
INSERT INTO sample (casefile, kind, scan, share, seed, priority, risk, shown,
    at_ms) VALUES (2, 'audit', 1, 0.1, 's', 0.1, 0.1, 0.6, 40);
INSERT INTO sample_waiting VALUES (1, 1, 0.2, '{}');
