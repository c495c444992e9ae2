-- parties: of the first offer, the second still to be read
INSERT INTO party VALUES (1, 0, 'licht', 'Licht GmbH', 'DE', 1, 1, 10, 15);
INSERT INTO party_offer VALUES (1, 1);
INSERT INTO party_case VALUES (1, 1);
INSERT INTO party_trait VALUES (0, 'licht', 1, 'Licht GmbH');
INSERT INTO party_tie VALUES (1, 1);
INSERT INTO product_key VALUES (-9, 1);
UPDATE party_fill SET done = 1, until = 2;
