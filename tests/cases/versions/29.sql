-- a visit that names the one it is unchanged since
INSERT INTO page (id, scan, url_key, url, final_url, status, outcome, observed,
    state, reason, kind, fetched_at_ms, digest, etag, last_modified, record,
    robots_override, reading, since)
    SELECT 29, scan, url_key, url, final_url, 304, 'not-modified', observed,
    'unchanged', '', kind, 99, digest, etag, last_modified, record, '', 0, 1
    FROM page WHERE id = 1;
