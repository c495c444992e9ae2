-- who did what; digests as store/audit.h has them
INSERT INTO audit VALUES (1, 1000, 'ada', 'user.add', 'user bo', '',
    '0000000000000000000000000000000000000000000000000000000000000000',
    'b6b18cedbe1cfc8d089d86b022b7981d3d997c8dbd5793abeebbc4fdbc8d8ae9'), (2,
    2000, 'bo', 'case.confirm', 'case 1', '{"note":"红"}',
    'b6b18cedbe1cfc8d089d86b022b7981d3d997c8dbd5793abeebbc4fdbc8d8ae9',
    '1f05b208014cc27ca2d5e8b1515347307c418bfa950b9b1e4571fcffa47a2bbd');
