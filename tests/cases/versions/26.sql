-- what was read off a page, in two rows
INSERT INTO reading (id, key, judge, status, content_type, body_record,
    body_url, body_at_ms, brief, link_keys) VALUES
    (2, x'ab', x'cd', 200, 'text/html', 'shelfwatch-000001-x.warc.gz:0',
     'https://shop.example/p/1', 1000, x'616263', x'0102030405060708');
INSERT INTO reading_rest (reading, links, offers) VALUES
    (2, x'646566', x'676869');
UPDATE page SET reading = 2 WHERE id = 1;
