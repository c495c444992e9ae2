-- runs of scans
INSERT INTO scan_run VALUES (1, 1, 10, 20, '{"program":"1"}');
