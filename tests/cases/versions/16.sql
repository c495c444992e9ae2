-- what is held, and what went
INSERT INTO hold VALUES (1, 1, '', '', 'court file 7', 'anna', 30, 0, '');
INSERT INTO purge_case VALUES (900, 40, 1);
INSERT INTO purge_cut VALUES ('toys', 'pages', 365, 50);
INSERT INTO purge_offer VALUES (1, 0, 'unflagged', 'toys', 10, 365);
INSERT INTO purge_old VALUES (1);
INSERT INTO purge_kept VALUES (1);
INSERT INTO purge_page VALUES (1, NULL, 'toys', 365);
INSERT INTO purge_record VALUES ('a-000001-x.warc.gz:0', 900);
