-- a version whose record is packed: a gzip member, and no text
INSERT INTO listing (id, identity, market, url, version, page, first_seen_ms,
    last_seen_ms) VALUES (41, 'packed', 'shop.example',
    'https://shop.example/p/24', 41, 1, 97, 97);
INSERT INTO listing_version (id, listing, digest, record, packed, page,
    seen_at_ms) VALUES (41, 41, 'd41', '',
    X'1f8b0800000000000203ab562a2dca51b252ca28292928b6d2d72fcec82fd04bad48cc2dc849d52fd0373251d251ca4d2cca4e2d012a4296048a97649600692ba580c4e4ecd414851ca038503427312fbd34311d249192aa540b00e655cdb261000000',
    1, 97);
