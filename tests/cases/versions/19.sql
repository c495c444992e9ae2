-- parties: those of step 11 are of older keys; all are still to be read
DELETE FROM party_case;
DELETE FROM party_offer;
DELETE FROM party_trait;
DELETE FROM party_tie;
DELETE FROM party;
UPDATE party_fill SET done = 0, until = 2;
