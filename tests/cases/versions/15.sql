-- what befell a scan
INSERT INTO scan_note VALUES (1, 'event', 'an inspector was replaced', 2),
    (1, 'limit', 'toys/a', 4);
