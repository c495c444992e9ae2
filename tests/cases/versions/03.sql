-- what offers are looked up by
INSERT INTO listing_keys VALUES (1, x'0102');
UPDATE recall SET swept = 1 WHERE row = 2;
