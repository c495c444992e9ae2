-- an offer with the key of its identity
INSERT INTO listing (identity_key, identity, market, url, first_seen_ms,
    last_seen_ms) VALUES (1408433818120152388,
    '7dcde46005d57313dd9b805acc22b8afd937d7d9a950b1362302e5c53be77cd1',
    'e.example', 'https://e.example/p/28', 100, 100);
UPDATE listing_count SET n = n + 1;
