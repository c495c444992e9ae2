-- pictures: one looked at, one not yet
INSERT INTO picture VALUES (1, 'p1', 'image/png', 8, 9, -7, 0, x'89504e47');
INSERT INTO listing_picture VALUES (1, 'https://a.example/1.png', -3, 0, 1, 1),
    (2, 'https://a.example/2.png', 4, 0, 0, 0);
