-- a flagged case that is to be judged before its findings are shown
INSERT INTO sample (casefile, kind, scan, share, seed, priority, risk, shown,
    at_ms, record) SELECT 1, 'flagged', 1, 0.1, 's', 0.6, 0.2, 0.5, 90, record
    FROM casefile_record WHERE casefile = 1;
