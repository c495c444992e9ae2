-- a page that a browser opened
UPDATE page SET rendered = 'chromium' WHERE id = 1;
