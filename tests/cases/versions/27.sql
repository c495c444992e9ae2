-- a visit that found nothing new
INSERT INTO page (id, scan, url_key, url, final_url, status, outcome, observed,
    state, reason, kind, fetched_at_ms, digest, etag, last_modified, record,
    robots_override, reading)
    SELECT 27, scan, url_key, url, final_url, 304, 'not-modified', observed,
    'unchanged', '', kind, 99, digest, etag, last_modified, record, '', 0
    FROM page WHERE id = 1;
