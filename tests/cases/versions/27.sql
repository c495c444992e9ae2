-- a visit that found nothing new
INSERT INTO page (id, scan, url_key, url, final_url, status, outcome, observed,
    state, reason, kind, fetched_at_ms, digest, etag, last_modified, record,
    robots_override, reading)
    SELECT 27, scan, url_key, url, final_url, 304, 'not-modified', observed,
    'unchanged', '', kind, 99, digest, etag, last_modified, record, '', 0
    FROM page WHERE id = 1;
-- offers known by address, by number with and without one, by title
INSERT INTO listing (id, identity, market, url, version, first_seen_ms,
    last_seen_ms) VALUES (50,
    '52152d35150513d2acb6755bfa9877817894d621b55c6a830c941f0fd4e58b29',
    'market.example', 'https://c.example/p/1', 50, 99, 99);
INSERT INTO listing_version (id, listing, digest, record, seen_at_ms) VALUES
    (50, 50, 'd50',
    '{"url":"https://c.example/p/1","market":"market.example","title":"Lamp"}',
    99);
INSERT INTO listing (id, identity, market, url, version, first_seen_ms,
    last_seen_ms) VALUES (51,
    'de206d99fe017643c43dbbcdc550b34847599feaf415d80b932733d28252f738',
    'market.example', 'https://c.example/p/7', 51, 99, 99);
INSERT INTO listing_version (id, listing, digest, record, seen_at_ms) VALUES
    (51, 51, 'd51',
    '{"url":"https://c.example/p/7","market":"market.example","listing_id":"7","title":"Lamp"}',
    99);
INSERT INTO listing (id, identity, market, url, version, first_seen_ms,
    last_seen_ms) VALUES (52,
    '47ba2802e24be40e1aee99fc7f1440ef4507f90d35e7f4409e15f6e10509dee5',
    'market.example', '', 52, 99, 99);
INSERT INTO listing_version (id, listing, digest, record, seen_at_ms) VALUES
    (52, 52, 'd52',
    '{"market":"market.example","listing_id":"8","title":"Lamp"}',
    99);
INSERT INTO listing (id, identity, market, url, version, first_seen_ms,
    last_seen_ms) VALUES (53,
    '5c7c7210a004e36c9f72d2bce3706a66bd05ef34b589ad8b5cf584611bc729a5',
    'market.example', '', 53, 99, 99);
INSERT INTO listing_version (id, listing, digest, record, seen_at_ms) VALUES
    (53, 53, 'd53',
    '{"market":"market.example","title":"Lamp"}',
    99);
UPDATE listing_count SET n = n + 4;
