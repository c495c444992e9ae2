-- what was read off a page
INSERT INTO reading (id, key, judge, status, content_type, body_record,
    body_url, body_at_ms, bytes, result) VALUES
    (1, 'ab', 'cd', 200, 'text/html', 'shelfwatch-000001-x.warc.gz:0',
     'https://shop.example/p/1', 1000, 3, x'616263');
UPDATE page SET reading = 1 WHERE id = 1;
