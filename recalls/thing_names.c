#include "recalls/thing_names.h"

#include "base/map.h"
#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>

#define GROUP_WORDS 32

/* Things that are sold for other things; one row is one thing. A word that
 * begins with '~' also counts as the end of a German compound. */
static const char *const things[][GROUP_WORDS] = {
    { "battery", "batteries", "~akku", "~akkus", "~batterie", "~batterien",
        "电池", "batterie", "バッテリー", "~akkupack" },
    { "charger", "chargers", "~ladegerät", "~netzteil", "adapter",
        "~ladestation", "充电器", "适配器", "chargeur", "充电头", "~ladekabel",
        "充电底座", "充电座", "充電器", "~netzadapter", "powersupply" },
    { "cable", "cables", "~kabel", "cord", "数据线", "充电线", "电源线",
        "~netzkabel", "ケーブル" },
    { "filter", "filters", "~filter", "滤网", "滤芯", "~filterset", "过滤网",
        "过滤器", "フィルター", "~filterpatrone" },
    { "case", "cases", "cover", "covers", "sleeve", "pouch", "~hülle",
        "~hüllen", "tasche", "etui", "手机壳", "保护套", "保护壳", "coque",
        "housse", "防尘罩", "~schutzhaube", "~abdeckhaube", "收纳包", "收纳盒",
        "ケース", "カバー", "~aufbewahrungstasche", "~tragetasche" },
    { "bag", "bags", "~beutel", "尘袋", "集尘袋", "~filtertüten" },
    { "strap", "straps", "~armband", "~armbänder", "~gurt", "表带", "腕带",
        "wristband", "watchband" },
    { "protector", "protectors", "~schutzfolie", "panzerglas", "~displayschutz",
        "贴膜", "钢化膜", "保护膜", "膜", "skin", "folie", "~displayfolie",
        "フィルム" },
    { "holder", "mount", "bracket", "~halterung", "~halter", "~ständer", "支架",
        "挂架", "壁挂架", "~halterungen", "stand", "holders" },
    { "remote", "remotes", "~fernbedienung", "遥控器", "リモコン" },
    { "manual", "manuals", "~anleitung", "~handbuch", "说明书", "handbook",
        "mode d'emploi" },
    { "blade", "blades", "ersatzmesser", "~messereinsatz", "~klinge",
        "~klingen", "刀片", "刀头", "~scherkopf", "scherköpfe" },
    { "brush", "brushes", "~bürste", "~bürsten", "~bürstenkopf",
        "aufsteckbürsten", "刷头", "滚刷", "边刷", "主刷", "碳刷", "brushhead",
        "替刃" },
    { "belt", "belts", "~riemen", "皮带", "传动带" },
    { "gasket", "gaskets", "seal", "seals", "~dichtung", "~dichtungen",
        "~dichtungsring", "密封圈", "密封条", "washer", "washers" },
    { "hose", "hoses", "~schlauch", "软管", "水管" },
    { "lid", "lids", "~deckel", "盖子", "杯盖", "锅盖" },
    { "knob", "knobs", "~drehknopf", "~knopf", "旋钮", "按钮" },
    { "sticker", "stickers", "~aufkleber", "decal", "decals", "贴纸" },
    { "toner", "cartridge", "cartridges", "ink", "~patrone", "~patronen",
        "墨盒", "硒鼓" },
    { "bulb", "bulbs", "~glühbirne", "ersatzlampe", "灯泡", "灯珠" },
    { "spare", "spares", "part", "parts", "ersatz", "~ersatzteil",
        "~ersatzteile", "~baugruppe", "replacement", "replacements", "zubehör",
        "accessory", "accessories", "配件", "备件", "零件", "zubehörset",
        "zubehörteil", "austausch", "pièce", "accessoire", "部品",
        "アクセサリー", "~teilesatz", "verschleißteil", "附件", "sparepart" },
    { "pads", "pad", "~polster", "耳垫", "耳套", "earpads", "cushions" },
    { "screws", "screw", "~schrauben", "~dübel", "bolts", "螺丝", "~scharnier",
        "hinge", "hinges", "合页" },
    { "repair", "reparatursatz", "reparaturset", "维修", "repairkit" },
    { "empty", "leerkarton", "leerverpackung", "空盒", "包装盒",
        "originalverpackung", "ovp-karton", "nur-verpackung" },
    { "circuit", "platine", "pcb", "motherboard", "主板", "电路板",
        "~steuerplatine" },
    { "raincover", "~regenschutz", "~regenverdeck", "雨罩", "~moskitonetz",
        "~insektenschutz", "蚊帐罩", "~sitzauflage", "坐垫套", "~fußsack" },
    { "nozzle", "nozzles", "~düse", "~düsen", "喷嘴", "吸头", "attachment",
        "attachments", "~aufsatz", "~aufsätze", "diffuser", "diffusor" },
};

/* Parts that also stand in the description of the whole. */
static const char *const pieces[][GROUP_WORDS] = {
    { "jug", "jugs", "jar", "pitcher", "carafe", "~kanne", "~glaskanne",
        "~krug", "~glaskrug", "~karaffe", "~becher", "~mixbecher", "杯子",
        "料理杯", "玻璃壶" },
    { "bowl", "bowls", "~schüssel", "~rührschüssel", "碗" },
    { "motor", "motors", "~motor", "电机", "马达" },
    { "wheel", "wheels", "~rad", "~räder", "轮子", "车轮", "tire", "tyre",
        "~reifen", "轮胎", "~rollen" },
    { "handle", "handles", "~griff", "~handgriff", "~haltegriff", "手柄",
        "把手" },
    { "switch", "switches", "~schalter", "开关" },
    { "display", "screen", "~bildschirm", "屏幕", "显示屏" },
    { "pump", "pumps", "~pumpe", "水泵" },
    { "tank", "tanks", "~wassertank", "~behälter", "水箱", "尘盒", "尘杯" },
    { "basket", "baskets", "~korb", "~einsatz", "炸篮", "~gitterrost" },
    { "tray", "trays", "~tablett", "~backblech", "托盘", "烤盘" },
    { "plug", "plugs", "~stecker", "插头" },
    { "thermostat", "heizelement", "加热管", "发热管", "温控器" },
    { "cushion", "~kissen", "~sitzkissen", "~bezug", "~sitzbezug", "坐垫",
        "~ersatzbezug" },
    { "spring", "springs", "~feder", "弹簧", "valve", "~ventil", "阀门", "fuse",
        "~sicherung" },
    { "door", "~tür", "~schublade", "drawer", "shelf", "~einlegeboden" },
};

/* No name is shorter. */
#define END_BYTES 3

/* A name that may end a compound. */
struct ending {
    struct str name;
    uint64_t things; /* one bit */
    struct ending *next;
};

struct thing_names {
    struct map *whole; /* name to bits of things */
    struct map *end;   /* last bytes to the endings that have them */
    struct ending *ending;
    size_t endings;
};

size_t
thing_names_count(void)
{
    _Static_assert(COUNT(things) + COUNT(pieces) <= 63, "bits of things");
    return COUNT(things) + COUNT(pieces);
}

int
thing_names_is_piece(size_t thing)
{
    return thing >= COUNT(things);
}

static const char *const *
row_of(size_t thing)
{
    return thing < COUNT(things) ? things[thing]
                                 : pieces[thing - COUNT(things)];
}

size_t
thing_names_end(size_t thing, struct str word, int cjk)
{
    const char *const *row = row_of(thing);
    size_t end = 0;

    for (size_t i = 0; i < GROUP_WORDS && row[i] != NULL; i++) {
        int ends = row[i][0] == '~';
        struct str name;
        ptrdiff_t at;

        if (!cjk && !ends && (word.len == 0 || row[i][0] != word.p[0]))
            continue;
        name = str_of(row[i]);
        if (ends)
            name = str_sub(name, 1, name.len);
        if (str_eq(word, name) ||
            (!cjk && ends && word.len > name.len && str_ends(word, name)))
            return word.len;
        /* One character alone is in too many words. */
        if (!cjk || (unsigned char)name.p[0] < 0x80 || name.len < 6)
            continue;
        at = str_find(word, name, 0);
        if (at >= 0 && (size_t)at + name.len > end)
            end = (size_t)at + name.len;
    }
    return end;
}

static struct str
last_bytes(struct str s)
{
    return str_sub(s, s.len - END_BYTES, END_BYTES);
}

static void
add_name(struct thing_names *n, struct str name, uint64_t bit)
{
    int ends = name.p[0] == '~';
    struct ending *e;
    struct map_item *item;

    if (ends)
        name = str_sub(name, 1, name.len);
    assert(name.len >= END_BYTES);
    map_add(n->whole, name, NULL)->value.num |= (int64_t)bit;
    if (!ends)
        return;
    e = &n->ending[n->endings++];
    item = map_add(n->end, last_bytes(name), NULL);
    *e = (struct ending){ name, bit, item->value.ptr };
    item->value.ptr = e;
}

struct thing_names *
thing_names_new(void)
{
    struct thing_names *n = mem_new(sizeof *n);

    n->whole = map_new(NULL);
    n->end = map_new(NULL);
    n->ending =
        mem_array(thing_names_count() * GROUP_WORDS, sizeof n->ending[0]);
    for (size_t t = 0; t < thing_names_count(); t++)
        for (size_t i = 0; i < GROUP_WORDS && row_of(t)[i] != NULL; i++)
            add_name(n, str_of(row_of(t)[i]), (uint64_t)1 << t);
    return n;
}

void
thing_names_free(struct thing_names *n)
{
    if (n == NULL)
        return;
    map_free(n->whole);
    map_free(n->end);
    free(n->ending);
    free(n);
}

uint64_t
thing_names_of(const struct thing_names *n, struct str word, int cjk)
{
    const struct map_item *item;
    uint64_t found = 0;

    /* A run of Han may hold names anywhere. */
    for (size_t t = 0; cjk && t < thing_names_count(); t++)
        if (thing_names_end(t, word, cjk) > 0)
            found |= (uint64_t)1 << t;
    if (cjk || word.len < END_BYTES)
        return found;
    item = map_find(n->whole, word);
    if (item != NULL)
        found = (uint64_t)item->value.num;
    for (const struct ending *e = map_get(n->end, last_bytes(word)); e != NULL;
         e = e->next)
        if (word.len > e->name.len && str_ends(word, e->name))
            found |= e->things;
    return found;
}
