#include "rules/denial.h"

#include "base/mem.h"

#include <stdlib.h>

/* Bytes looked at on each side: six long words, or thirty Han characters. */
#define WINDOW 96

/* Cues are patterns over folded text that end at the match (before) or start
 * there (after). Up to four words may stand between; the end of a clause may
 * not, nor a word that turns the sense. A comma may where the cue opens a
 * list ("ohne BPA, Phthalate"). */
#define TURN "(?:mit|with|and has|aber|sondern|but|includ\\w*|inkl\\w*)\\b"
#define PLAIN "[^ ,.;:!?。|()]"
#define NEAR                                                                   \
    "(?:[ -]*+(?:(?!" TURN ")" PLAIN "+ ){0,4}(?!" TURN ")" PLAIN "*-?|[ -])$"
#define LIST                                                                   \
    "(?:[ -]*+(?:(?!" TURN ")[^ .;:!?。|()]+ ){0,7}(?!" TURN ")" PLAIN         \
    "*-?|[ -])$"
#define HAN_NEAR "[^ ,.;:!?。|()]{0,3}$"
#define HAN_LIST "[^ ,.;:!?。|()]{0,14}$"

#define PART_EN                                                                \
    "(?:case|cover|bag|holder|charger|strap|mount|stand|adapter|replacement|"  \
    "spare|part|accessor(?:y|ie)|kit|sticker|skin|manual|remote|cable|box|"    \
    "lens|housing|shell|protector|sleeve|pouch|bracket|tyre|tire|wheel|"       \
    "seat|batter(?:y|ie)|filter|brush|refill|parts|goggle|holster|"            \
    "organi[sz]er|rack)s?"
#define PART_DE                                                                \
    "(?:\\w*(?:hülle|tasche|halter|halterung|ladegerät|ladekabel|ersatz|"    \
    "ersatzteil|zubehör|aufkleber|folie|schutz|kabel|adapter|reifen|rad|"     \
    "akku|filter|anleitung|fernbedienung|box|koffer|bezug|aufbewahrung|"       \
    "set)(?:n|en|e|s|er)?)"

static const struct {
    enum denial_kind kind;
    int after; /* stands behind the match */
    const char *pattern;
} cues[] = {
    { DENIAL_NEGATION, 0,
        "(?<!\\w)(?:no(?!\\.? ?\\d)|not|never|non|isn't|doesn't|don't|cannot|"
        "nicht|kein(?:e[nmrs]?)?|keinerlei|nie)(?! (?:only|just|nur|matter))"
        "(?!\\w)" NEAR },
    { DENIAL_NEGATION, 0,
        "(?<!\\w)(?:without|w/o|free (?:of|from)|exclud(?:es|ing)|neither|"
        "(?:does not|doesn't|do not|don't) contain|contains? no|ohne|frei von|"
        "weder|enthält kein(?:e[nmrs]?)?|enthalten kein(?:e[nmrs]?)?|"
        "verzicht(?:et|en)? auf|"
        "exkl\\w*\\.?|sans|senza|sin|zonder|bez)(?!\\w)" LIST },
    { DENIAL_NEGATION, 0,
        "(?:(?<![\\d.,])0 ?%|(?<!\\w)zero)(?: added| zusatz von)?[ -]*$" },
    { DENIAL_NEGATION, 0,
        "(?:不含有?|不包[含括]|不添加|未添加|无添加|零添加|没有(?!之一)|不是|"
        "并非|"
        "非(?!常)|杜绝|拒绝|不适[合宜用]于?|"
        "不得|禁止|严禁|远离|告别)" HAN_LIST },
    { DENIAL_NEGATION, 0, "(?:不能|不可|无法|不会|不用于|不宜)" HAN_NEAR },
    { DENIAL_NEGATION, 0, "无$" },
    { DENIAL_NEGATION, 1,
        "^[ -]*+(?:free(?! (?:shipping|delivery|gift|return))|frei(?:e[nmrs]?)?"
        "|less|los(?:e[nmrs]?)?)(?!\\w)" },
    { DENIAL_NEGATION, 1,
        "^[^.;:!?。|]{0,24}?(?<!\\w)(?:(?:is |are |ist |sind )?(?:not |nicht )"
        "(?:included|contained|supplied|enthalten|im lieferumfang|dabei|"
        "inbegriffen|inklusive)|excluded|sold separately|separat erhältlich)" },
    { DENIAL_NEGATION, 1,
        "^[^ ,.;:!?。|]{0,6}(?:不含在内|不包含|除外|需另购|未添加|"
        "不含(?=$|[ ,.;!?。|]))" },
    { DENIAL_NEGATION, 1,
        "^- (?:und|oder|and|or|&) \\w+[ -]?(?:frei|free)(?:e[nmrs]?)?(?!\\w)" },
    /* A law is quoted: "the regulation prohibits X", "X is prohibited". An
     * offer says rather "illegal in ..., for export": that denies nothing. */
    { DENIAL_NEGATION, 0,
        "(?:verordnung|richtlinie|gesetz\\w*|regulation|directive|"
        "(?<!\\w)(?:act|law)s?(?!\\w)|§)[^;!?。]{0,60}(?<!\\w)(?:prohibit|"
        "bans?|restrict|forbid|verbiete|untersag|beschränk)\\w*" LIST },
    { DENIAL_NEGATION, 1,
        "^(?: (?:is|are|was|were|ist|sind|wird|werden)(?: \\w+){0,4}?)? "
        "(?:prohibited|banned|forbidden|verboten|untersagt|unzulässig)(?!"
        "\\w)" },
    /* Questions answered no. */
    { DENIAL_NEGATION, 1,
        "^[^.;!|。?]{0,40}\\?[\"' ]*(?:(?:a|answer|antwort|答)[.:] ?)?"
        "(?:(?:no|nope|nein)(?=$| ?[,.;:!|])|不含|没有|不是|并非|否)" },
    { DENIAL_ACCESSORY, 0,
        "(?<!\\w)(?:compatible with|fits|suitable for use with|for use with|"
        "works with|designed for|made for|kompatibel mit|passend (?:für|zu)|"
        "geeignet für|passt (?:für|zu|auf)|zubehör für)(?!\\w)" LIST },
    { DENIAL_ACCESSORY, 0,
        "(?<!\\w)(?:" PART_EN "|" PART_DE
        ")(?: [\\w&+/-]+){0,3}? (?:for|für|fuer|zum|zur)(?!\\w)" LIST },
    { DENIAL_ACCESSORY, 0, "(?:适用于?|兼容|适配|配套)" HAN_LIST },
    { DENIAL_ACCESSORY, 1,
        "^[ -]?(?:case|cover|bag|holder|strap|sticker|skin|charger|mount|"
        "hülle|tasche|halter(?:ung)?|ladegerät|aufkleber|aufbewahrung\\w*|"
        "zubehör\\w*|ersatz\\w*|accessor(?:y|ies)|replacement)(?!\\w)" },
    { DENIAL_ACCESSORY, 1,
        "^[ "
        "-]?的?(?:保护套|保护壳|保護套|收纳|收納|配件|支架|贴纸|外壳|专用|"
        "充电器|充电线|遥控器)" },
    { DENIAL_AGAINST, 0,
        "(?<!\\w)(?:detect\\w*|find(?:er|s|ing)?|against|protect\\w* "
        "(?:from|against)|prevent\\w*|avoid\\w*|remov(?:e|es|al|er|ing)|"
        "detektor|gegen|schutz vor|schützt vor|"
        "erken(?:nt|nen|nung)|auf(?:spüren|finden) von|ersatz für|"
        "alternative (?:to|zu|für)|instead of|statt|anstelle von|"
        "better than|besser als|replaces?)(?!\\w)" NEAR },
    { DENIAL_AGAINST, 0, "(?:防止|检测|探测|代替|替代)" HAN_NEAR },
    { DENIAL_AGAINST, 0, "(?:防|反|抗|(?<!\\w)anti[ -]?)$" },
    { DENIAL_AGAINST, 1,
        "^[ -]?(?:detect(?:or|ion|ors)|finder|remover|alternative|ersatz|"
        "protection|blocker|detektor\\w*|finder|sucher|schutz|test(?:er|kit)?|"
        "warn(?:ing|er)|entferner)(?!\\w)" },
    { DENIAL_AGAINST, 1, "^(?:探测|检测|防护|克星|清除)" },
};

static const struct {
    enum denial_kind kind;
    const char *name;
} kind_names[] = { { DENIAL_NEGATION, "negation" },
    { DENIAL_ACCESSORY, "accessory" }, { DENIAL_AGAINST, "against" } };

struct denial {
    struct pattern *cue[COUNT(cues)];
};

int
denial_new(struct denial **out, struct fail *fail)
{
    struct denial *d = mem_new(sizeof *d);

    for (size_t i = 0; i < COUNT(cues); i++)
        if (pattern_new(&d->cue[i], str_of(cues[i].pattern), 0, fail) != 0) {
            denial_free(d);
            return -1;
        }
    *out = d;
    return 0;
}

void
denial_free(struct denial *d)
{
    if (d == NULL)
        return;
    for (size_t i = 0; i < COUNT(cues); i++)
        pattern_free(d->cue[i]);
    free(d);
}

/* i moved down to the start of its code point. */
static size_t
boundary(struct str s, size_t i)
{
    while (i > 0 && i < s.len && ((unsigned char)s.p[i] & 0xC0) == 0x80)
        i--;
    return i;
}

enum denial_kind
denial_find(const struct denial *d, struct str folded, size_t start, size_t end,
    unsigned kinds)
{
    size_t from = start > WINDOW ? boundary(folded, start - WINDOW) : 0;
    size_t to =
        end + WINDOW < folded.len ? boundary(folded, end + WINDOW) : folded.len;
    struct str before = str_sub(folded, from, start - from);
    struct str after = str_sub(folded, end, to - end);

    for (size_t i = 0; i < COUNT(cues); i++)
        if (cues[i].kind & kinds &&
            pattern_find(d->cue[i], cues[i].after ? after : before, 0, NULL) ==
                PATTERN_HIT)
            return cues[i].kind;
    return (enum denial_kind)0;
}

int
denial_kind_find(enum denial_kind *out, struct str name)
{
    for (size_t i = 0; i < COUNT(kind_names); i++)
        if (str_is(name, kind_names[i].name)) {
            *out = kind_names[i].kind;
            return 0;
        }
    return -1;
}

const char *
denial_kind_name(enum denial_kind k)
{
    for (size_t i = 0; i < COUNT(kind_names); i++)
        if (kind_names[i].kind == k)
            return kind_names[i].name;
    return "none";
}
