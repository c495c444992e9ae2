-- cards of notices
DELETE FROM recall_behind WHERE recall = 1;
INSERT OR IGNORE INTO recall_behind VALUES (2);
INSERT INTO recall_card VALUES (1, 'eu-safety-gate', '2026-01-02',
    'sr/1 magnet balls');
