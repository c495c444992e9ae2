-- letters
INSERT INTO authority VALUES (1, '{"name":"A"}', 'ada', 60);
INSERT INTO letter_template VALUES (1, 'order', 'de', 1, '# T', 'dg', 'ada',
    'n', 60);
INSERT INTO orders VALUES (1, 'order', 'de', '2026-1', 1, 'dg', 'DE', 'Shop',
    's@a.example', 'mail', x'2320', 'dd', 'bo', 61, 62, 99, 1, '{}');
INSERT INTO order_case VALUES (1, 2, 3, 99, 0);
INSERT INTO order_event VALUES (1, 1, 'sent', 'bo', '', 62);
INSERT INTO look VALUES (1, 2, 70, 'there', '{}');
INSERT INTO case_link VALUES (1, 2, 'gtin', '0', 0, 70);
