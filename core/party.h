/* core/party.h - who stands behind an offer: seller, maker, EU person.
 *
 * Names and contact data that the law makes public on an offer (Regulation
 * (EU) 2023/988 Art. 19), brought to keys under which two spellings of one
 * party are the same. Reads nothing of buyers or reviewers. Knows no store.
 */
#ifndef CORE_PARTY_H
#define CORE_PARTY_H

#include "base/buf.h"
#include "core/listing.h"

enum party_role {
    PARTY_SELLER,
    PARTY_MANUFACTURER,
    PARTY_RESPONSIBLE, /* responsible person in the Union, Art. 16 */
    PARTY_ROLES
};

/* What two parties may have in common. */
enum party_trait {
    PARTY_NAME,
    PARTY_EMAIL,
    PARTY_PHONE,
    PARTY_ADDRESS,
    PARTY_DOMAIN, /* of a web or e-mail address of its own */
    PARTY_TRAITS
};

/* "seller" "manufacturer" "responsible_person"; "name" "email" ... */
const char *party_role_name(enum party_role r);
const char *party_trait_name(enum party_trait t);
int party_role_find(enum party_role *out, struct str name);

/* Keys longer than this are cut. */
#define PARTY_KEY_BYTES 200

struct party {
    enum party_role role;
    struct str name, country;  /* borrowed from the listing; may be empty */
    char *key;                 /* owned; see party_read */
    char *trait[PARTY_TRAITS]; /* owned keys, or NULL */
    struct str shown[PARTY_TRAITS]; /* borrowed: as the offer writes it */
};

/* 1 if the listing names a party in that role, which is to be cleared.
 *
 * Two offers have one party where the keys are the same. Makers and
 * responsible persons are told by the key of their name, which the law makes
 * them state in full; without a name by e-mail address, else domain. A
 * seller's name is anybody's ("Toy World"): its key is that of the name and,
 * behind a blank, of the first that is given of e-mail address, own domain,
 * telephone number and address; without any, the platform. So one name on two
 * platforms, or with two identities, is two sellers; that they share a name
 * is still shown. */
int party_read(
    struct party *out, const struct listing *l, enum party_role role);
void party_clear(struct party *p);

/* Append the key of a name: folded, without marks and separators, "ä" as
 * "ae" and "a", and without what tells only the legal form or the kind of shop
 * ("GmbH & Co. KG", "有限公司", "旗舰店"). 0, or -1 if nothing is left. */
int party_name_key(struct buf *out, struct str name);
/* Of an address: its words in order of the alphabet, so that the order of
 * lines is the same; -1 if it has no number and so is no place. */
int party_address_key(struct buf *out, struct str address);
/* Lower case, without "mailto:" and what some hosts ignore ("+tag"). */
int party_email_key(struct buf *out, struct str email);
/* The first telephone number in a text: digits, "+" before a country's. */
int party_phone_key(struct buf *out, struct str text);
/* The registrable domain of a web or e-mail address; -1 for hosts that serve
 * everybody's mail. */
int party_domain_key(struct buf *out, struct str address);

#endif
