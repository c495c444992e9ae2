-- scans that were asked for
INSERT INTO scan_request VALUES (1, 'toys.yaml', 'd', 'ada', 80, 'failed',
    'full', 90);
