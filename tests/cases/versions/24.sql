-- an offer that was counted with the commit
INSERT INTO listing (identity, market, url, first_seen_ms, last_seen_ms)
    VALUES ('counted-once', 'shop.example', 'https://shop.example/p/25', 98,
    98);
UPDATE listing_count SET n = n + 1;
