/* core/category.h - kinds of goods, as shops sort them: our own short list.
 *
 * Coarse on purpose: what a rule or a score asks is whether an offer is a toy
 * or a lotion, not which. Knows no words of offers; the glossary's classes
 * (core/glossary.tsv) belong to one category each.
 */
#ifndef CORE_CATEGORY_H
#define CORE_CATEGORY_H

#include "base/str.h"
#include "core/lang.h"

enum category {
    CATEGORY_TOYS,
    CATEGORY_CHILDCARE,
    CATEGORY_ELECTRONICS, /* phones, computers, sound and picture */
    CATEGORY_APPLIANCES,  /* of household, kitchen and body, with a plug */
    CATEGORY_ELECTRICAL,  /* lamps, sockets, chargers */
    CATEGORY_BATTERIES,
    CATEGORY_TOOLS,
    CATEGORY_FURNITURE,
    CATEGORY_HOME,   /* textiles, decoration, kitchenware */
    CATEGORY_GARDEN, /* and barbecue */
    CATEGORY_CLOTHING,
    CATEGORY_SHOES,
    CATEGORY_JEWELLERY, /* and watches */
    CATEGORY_BAGS,
    CATEGORY_COSMETICS,
    CATEGORY_HEALTH, /* care, medicines, massage */
    CATEGORY_FOOD,
    CATEGORY_SPORTS,
    CATEGORY_VEHICLES, /* and their parts, bicycles, scooters */
    CATEGORY_CHEMICALS,
    CATEGORY_PETS,
    CATEGORY_MEDIA,      /* books, music, instruments, software */
    CATEGORY_STATIONERY, /* office, craft */
    CATEGORY_WEAPONS,    /* and fireworks */
    CATEGORIES
};

/* "toys": the name in files. */
const char *category_name(enum category c);
/* "Spielzeug": for a person. */
const char *category_title(enum category c, enum lang language);

/* By its name; by a class of the glossary. -1 where there is none. */
int category_find(struct str name);
int category_of_class(struct str class_name);

#endif
