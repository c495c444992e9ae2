-- an offer that was seen on a page: what the index holds
INSERT INTO listing (identity, market, url, page, first_seen_ms, last_seen_ms)
    VALUES ('of-a-page', 'shop.example', 'https://shop.example/p/21', 1, 95,
    95);
