#include "core/category.h"

#include "base/mem.h"

static const struct {
    const char *name;
    const char *title[LANGS];
    const char *classes; /* of the glossary, a blank around each */
} rows[CATEGORIES] = {
    [CATEGORY_TOYS] = { "toys", { "toys", "Spielzeug", "玩具" },
        " toy toy-outdoor toy-ride toy-craft toy-cosmetic toy-costume magnet "
        "game swim-aid " },
    [CATEGORY_CHILDCARE] = { "childcare",
        { "baby and child care", "Baby- und Kinderartikel", "母婴用品" },
        " nursery nursery-care child-home " },
    [CATEGORY_ELECTRONICS] = { "electronics",
        { "electronics", "Elektronik", "电子产品" },
        " computing av phone phone-accessory photo privacy " },
    [CATEGORY_APPLIANCES] = { "appliances",
        { "household appliances", "Haushaltsgeräte", "家用电器" },
        " appliance kitchen-electric heat hair-electric heat-textile " },
    [CATEGORY_ELECTRICAL] = { "electrical",
        { "lamps and electrical goods", "Lampen und Elektromaterial",
            "照明和电工产品" },
        " light mains power alarm laser " },
    [CATEGORY_BATTERIES] = { "batteries",
        { "batteries", "Batterien und Akkus", "电池" }, " battery " },
    [CATEGORY_TOOLS] = { "tools", { "tools", "Werkzeug", "工具" },
        " power-tool hand-tool ladder lifting home-fix " },
    [CATEGORY_FURNITURE] = { "furniture", { "furniture", "Möbel", "家具" },
        " furniture chair tip-over " },
    [CATEGORY_HOME] = { "home",
        { "home and kitchenware", "Haushaltswaren und Heimtextilien",
            "家居用品" },
        " textile decor cookware kitchenware tableware glassware drinkware "
        "home candle cord " },
    [CATEGORY_GARDEN] = { "garden",
        { "garden and barbecue", "Garten und Grill", "园艺和烧烤用品" },
        " garden garden-power gas outdoor-furniture pool " },
    [CATEGORY_CLOTHING] = { "clothing", { "clothing", "Kleidung", "服装" },
        " clothing childwear sleepwear " },
    [CATEGORY_SHOES] = { "shoes", { "shoes", "Schuhe", "鞋类" }, " shoes " },
    [CATEGORY_JEWELLERY] = { "jewellery",
        { "jewellery and watches", "Schmuck und Uhren", "首饰和钟表" },
        " jewelry kid-jewelry watch " },
    [CATEGORY_BAGS] = { "bags",
        { "bags and luggage", "Taschen und Koffer", "箱包" }, " bag " },
    [CATEGORY_COSMETICS] = { "cosmetics", { "cosmetics", "Kosmetik", "化妆品" },
        " cosmetics banned-cosmetic makeup cosmetic-oil personal " },
    [CATEGORY_HEALTH] = { "health", { "health", "Gesundheit", "健康用品" },
        " health drug wellness mobility nicotine " },
    [CATEGORY_FOOD] = { "food", { "food", "Lebensmittel", "食品" }, " food " },
    [CATEGORY_SPORTS] = { "sports",
        { "sports and outdoors", "Sport und Freizeit", "运动户外用品" },
        " sport ball-sport fitness climbing diving snow " },
    [CATEGORY_VEHICLES] = { "vehicles",
        { "vehicles and parts", "Fahrzeuge und Teile", "车辆和配件" },
        " car offroad wheeled wheeled-electric wheeled-part helmet " },
    [CATEGORY_CHEMICALS] = { "chemicals",
        { "household chemicals", "Haushaltschemie", "家用化学品" },
        " chemical cleaning pesticide paint " },
    [CATEGORY_PETS] = { "pets", { "pet supplies", "Tierbedarf", "宠物用品" },
        " pet " },
    [CATEGORY_MEDIA] = { "media",
        { "books, music and software", "Bücher, Musik und Software",
            "图书、音乐和软件" },
        " media music software " },
    [CATEGORY_STATIONERY] = { "stationery",
        { "stationery and craft", "Büro- und Bastelbedarf", "文具和手工用品" },
        " stationery office " },
    [CATEGORY_WEAPONS] = { "weapons",
        { "weapons and fireworks", "Waffen und Feuerwerk", "武器和烟花" },
        " weapon gun blade firework " },
};

const char *
category_name(enum category c)
{
    return rows[c].name;
}

const char *
category_title(enum category c, enum lang language)
{
    return rows[c].title[language];
}

int
category_find(struct str name)
{
    for (int c = 0; c < CATEGORIES; c++)
        if (str_is(name, rows[c].name))
            return c;
    return -1;
}

int
category_of_class(struct str class_name)
{
    for (int c = 0; class_name.len > 0 && c < CATEGORIES; c++) {
        struct str all = str_of(rows[c].classes);
        ptrdiff_t at = -1;

        while ((at = str_find(all, class_name, (size_t)(at + 1))) >= 0)
            if (all.p[at - 1] == ' ' &&
                all.p[(size_t)at + class_name.len] == ' ')
                return c;
    }
    return -1;
}
