-- an offer that was counted when it came, and one that went again
INSERT INTO listing (identity, market, url, first_seen_ms, last_seen_ms)
    VALUES ('counted', 'shop.example', 'https://shop.example/p/22', 96, 96),
        ('gone', 'shop.example', 'https://shop.example/p/23', 96, 96);
DELETE FROM listing WHERE identity = 'gone';
