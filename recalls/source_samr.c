#include "recalls/source_samr.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"
#include "recalls/notice_feed.h"
#include "recalls/notice_page.h"
#include "recalls/production_dates.h"

#include <stdlib.h>
#include <string.h>

/* A brand is some characters long; farther off, the sign belongs to the name
 * of the product ("playing cards", "number plate"). */
#define BRAND_BYTES_MAX 60
/* What stands behind a label, until something ends it. */
#define VALUE_BYTES_MAX 1200
#define VALUES_MAX 40

enum label {
    LABEL_MODEL,
    LABEL_UNITS,
    LABEL_MADE,
    LABEL_DEFECT,
    LABEL_CONSEQUENCE,
    LABEL_MEASURE,
    LABEL_BATCH,
    LABEL_PUBLISHED,
    LABEL_NUMBER,
    LABEL_BRAND,
    LABEL_OTHER, /* ends the value before it */
    LABELS
};

/* Longer ones before those they begin with. */
static const struct {
    const char *words;
    enum label label;
} labels[] = {
    { "型号/规格", LABEL_MODEL },
    { "型号／规格", LABEL_MODEL },
    { "规格/型号", LABEL_MODEL },
    { "规格型号", LABEL_MODEL },
    { "型号规格", LABEL_MODEL },
    { "产品型号", LABEL_MODEL },
    { "车型型号", LABEL_MODEL },
    { "型号", LABEL_MODEL },
    { "涉及数量", LABEL_UNITS },
    { "涉及车辆数量", LABEL_UNITS },
    { "召回数量", LABEL_UNITS },
    { "生产起止日期", LABEL_MADE },
    { "生产日期范围", LABEL_MADE },
    { "生产日期", LABEL_MADE },
    { "制造日期", LABEL_MADE },
    { "缺陷描述", LABEL_DEFECT },
    { "缺陷情况", LABEL_DEFECT },
    { "缺陷原因", LABEL_DEFECT },
    { "可能导致的后果", LABEL_CONSEQUENCE },
    { "可能造成的后果", LABEL_CONSEQUENCE },
    { "可能引发的后果", LABEL_CONSEQUENCE },
    { "可能后果", LABEL_CONSEQUENCE },
    { "召回措施", LABEL_MEASURE },
    { "维修措施", LABEL_MEASURE },
    { "改正措施", LABEL_MEASURE },
    { "处置措施", LABEL_MEASURE },
    { "生产批号", LABEL_BATCH },
    { "产品批号", LABEL_BATCH },
    { "批次号", LABEL_BATCH },
    { "发布时间", LABEL_PUBLISHED },
    { "发布日期", LABEL_PUBLISHED },
    { "召回编号", LABEL_NUMBER },
    { "产品商标", LABEL_BRAND },
    { "商标", LABEL_BRAND },
    { "产品名称", LABEL_OTHER },
    { "生产者名称", LABEL_OTHER },
    { "联系电话", LABEL_OTHER },
    { "联系方式", LABEL_OTHER },
    { "召回时间", LABEL_OTHER },
    { "召回起止时间", LABEL_OTHER },
    { "信息来源", LABEL_OTHER },
    { "来源", LABEL_OTHER },
};

/* What stands between a label and its value. */
static const char *const links[] = { "：", ":", " ", "\n", "（", "(" };
/* Only at once behind it: "number affected is 47", but "measure: for ..". */
static const char *const verbs[] = { "为", "是" };

/* What ends a value of each kind, beside the next label. */
static const char *const ends_short[] = { "。", "；", ";", "）", ")", "，",
    "\n" };
static const char *const ends_list[] = { "。", "；", ";", "\n" };
static const char *const ends_prose[] = { "\n" };

/* --- headlines --- */

static struct str
from(struct str s, size_t at)
{
    return str_trim(str_sub(s, at, s.len));
}

static struct str
drop_prefix(struct str s, const char *prefix)
{
    return str_starts(s, str_of(prefix)) ? from(s, strlen(prefix)) : s;
}

/* The company's name without what is said of its doing. */
static struct str
clean_company(struct str s)
{
    static const char *const tails[] = { "主动", "决定", "宣布", "扩大", "将",
        "计划", "发布" };

    for (size_t i = 0; i < COUNT(tails); i++)
        if (str_ends(s, str_of(tails[i])))
            s = str_trim(str_sub(s, 0, s.len - strlen(tails[i])));
    return s;
}

/* Split "BRAND-sign PRODUCT"; 1 if there is such a sign. */
static int
split_brand(struct str s, struct str *brand, struct str *product)
{
    static const char *const sign = "牌", *const word = "品牌";
    ptrdiff_t at = str_find(str_sub(s, 0, BRAND_BYTES_MAX), str_of(sign), 1);
    size_t len;

    if (at < 3)
        return 0;
    len = (size_t)at;
    if (len >= 3 && str_starts(str_sub(s, len - 3, 6), str_of(word)))
        len -= 3;
    if (len == 0 || from(s, (size_t)at + 3).len == 0)
        return 0;
    *brand = str_trim(str_sub(s, 0, len));
    *product = from(s, (size_t)at + 3);
    return 1;
}

void
source_samr_title(struct str title, struct source_samr_title *out)
{
    static const char *const openings[] = { "部分", "进口", "的" };
    ptrdiff_t at;

    *out = (struct source_samr_title){ 0 };
    title = str_trim(title);
    if (str_starts(title, STR("【")) &&
        (at = str_find(title, STR("】"), 0)) > 0) {
        out->place = str_trim(str_sub(title, 3, (size_t)at - 3));
        title = from(title, (size_t)at + 3);
    }
    at = str_find(title, STR("召回"), 0);
    if (at < 0) {
        out->product = title;
        return;
    }
    out->company = clean_company(str_trim(str_sub(title, 0, (size_t)at)));
    title = from(title, (size_t)at + 6);
    for (size_t i = 0; i < COUNT(openings); i++)
        title = drop_prefix(title, openings[i]);
    if (!split_brand(title, &out->brand, &out->product))
        out->product = title;
}

struct str
source_samr_number(struct str url)
{
    ptrdiff_t at = -1;

    while ((at = str_find_char(url, 't', (size_t)(at + 1))) >= 0) {
        struct str s = str_sub(url, (size_t)at, url.len);
        size_t n = 1, m;

        if (at > 0 && str_is_alnum(url.p[at - 1]))
            continue;
        while (n < s.len && str_is_digit(s.p[n]))
            n++;
        if (n != 9 || n >= s.len || s.p[n] != '_')
            continue;
        m = n + 1;
        while (m < s.len && str_is_digit(s.p[m]))
            m++;
        if (m > n + 3)
            return str_sub(s, 0, m);
    }
    return STR_NONE;
}

/* --- labels --- */

struct values {
    struct str text; /* all of the notice */
    struct str of[LABELS][VALUES_MAX];
    size_t count[LABELS];
};

/* The label that begins at s, or -1. */
static int
label_at(struct str s, size_t *len)
{
    for (size_t i = 0; i < COUNT(labels); i++)
        if (str_starts(s, str_of(labels[i].words))) {
            *len = strlen(labels[i].words);
            return (int)labels[i].label;
        }
    return -1;
}

static size_t
skip_links(struct str s)
{
    size_t at = 0, before;

    for (size_t i = 0; i < COUNT(verbs); i++)
        if (str_starts(s, str_of(verbs[i])))
            at = strlen(verbs[i]);
    do {
        before = at;
        for (size_t i = 0; i < COUNT(links); i++) {
            size_t len = strlen(links[i]);

            if (str_starts(str_sub(s, at, len), str_of(links[i])))
                at += len;
        }
    } while (at > before);
    return at;
}

static void
ends_of(enum label l, const char *const **ends, size_t *count)
{
    if (l == LABEL_DEFECT || l == LABEL_CONSEQUENCE || l == LABEL_MEASURE) {
        *ends = ends_prose;
        *count = COUNT(ends_prose);
    } else if (l == LABEL_MADE) {
        *ends = ends_list;
        *count = COUNT(ends_list);
    } else {
        *ends = ends_short;
        *count = COUNT(ends_short);
    }
}

/* Bytes of the value at the start of s. */
static size_t
value_length(struct str s, enum label l)
{
    const char *const *ends;
    size_t count, len;

    ends_of(l, &ends, &count);
    s = utf8_cut(s, VALUE_BYTES_MAX);
    for (size_t at = 0; at < s.len; at++) {
        struct str rest = str_sub(s, at, s.len);

        /* Labels and signs begin with an ASCII or a first byte. */
        if (((unsigned char)s.p[at] & 0xC0) == 0x80)
            continue;
        for (size_t i = 0; i < count; i++)
            if (str_starts(rest, str_of(ends[i])))
                return at;
        if (at > 0 && label_at(rest, &len) >= 0)
            return at;
    }
    return s.len;
}

static void
find_values(struct values *v, struct str text)
{
    *v = (struct values){ .text = text };
    for (size_t at = 0; at < text.len;) {
        struct str rest = str_sub(text, at, text.len);
        size_t len = 1;
        int l = label_at(rest, &len);

        if (l >= 0) {
            size_t gap = skip_links(str_sub(rest, len, rest.len));
            struct str value = str_sub(rest, len + gap, rest.len);
            size_t next;

            value.len = value_length(value, (enum label)l);
            if (str_trim(value).len > 0 && v->count[l] < VALUES_MAX &&
                label_at(value, &next) < 0)
                v->of[l][v->count[l]++] = str_trim(value);
        }
        at += len;
    }
}

/* --- the record --- */

static void
add_models(struct recall *r, const struct values *v)
{
    for (size_t i = 0; i < v->count[LABEL_MODEL]; i++)
        notice_add(r, RECALL_MODELS, v->of[LABEL_MODEL][i], ",;|");
    for (size_t i = 0; i < v->count[LABEL_BATCH]; i++)
        notice_add(r, RECALL_BATCHES, v->of[LABEL_BATCH][i], ",;|");
}

static void
add_prose(struct recall *r, const struct values *v)
{
    struct buf harm = BUF_MAX(LIMIT_FIELD_BYTES);

    for (size_t i = 0; i < v->count[LABEL_CONSEQUENCE]; i++) {
        if (harm.len > 0)
            buf_addc(&harm, '\n');
        buf_adds(&harm, v->of[LABEL_CONSEQUENCE][i]);
    }
    if (harm.len == 0 && v->count[LABEL_DEFECT] > 0)
        buf_adds(&harm, v->of[LABEL_DEFECT][0]);
    notice_set(r, RECALL_HAZARD_TEXT, buf_str(&harm));
    notice_add_hazards(r, buf_str(&harm));
    for (size_t i = 0; i < v->count[LABEL_DEFECT]; i++)
        notice_add_extra(r, "defect", v->of[LABEL_DEFECT][i]);
    for (size_t i = 0; i < v->count[LABEL_MEASURE]; i++)
        notice_add(r, RECALL_MEASURES, v->of[LABEL_MEASURE][i], "");
    for (size_t i = 0; i < v->count[LABEL_MADE]; i++)
        production_dates_set(r, v->of[LABEL_MADE][i]);
    buf_clear(&harm);
}

/* "47 台" of the first statement. */
static void
add_units(struct recall *r, const struct values *v)
{
    if (v->count[LABEL_UNITS] > 0)
        notice_feed_set_extra(r, "units", v->of[LABEL_UNITS][0]);
}

static void
set_headline(struct recall *r, struct str title, const struct values *v)
{
    struct source_samr_title t;
    struct buf name = BUF_MAX(LIMIT_FIELD_BYTES);

    source_samr_title(title, &t);
    notice_feed_set_extra(r, "title", title);
    notice_set(r, RECALL_PRODUCT, t.product);
    notice_set(r, RECALL_BRAND, t.brand);
    if (r->text[RECALL_BRAND] == NULL && v->count[LABEL_BRAND] > 0)
        notice_set(r, RECALL_BRAND, v->of[LABEL_BRAND][0]);
    buf_addf(&name, STR_FMT " " STR_FMT, STR_ARG(recall_get(r, RECALL_BRAND)),
        STR_ARG(t.product));
    notice_set(r, RECALL_NAME, buf_str(&name));
    buf_clear(&name);
    if (t.company.len > 0)
        notice_feed_set_extra(r, "manufacturer", t.company);
    if (t.place.len > 0)
        notice_feed_set_extra(r, "place", t.place);
}

static void
set_facts(struct recall_import *im, struct recall *r,
    const struct notice_page *p, const struct values *v)
{
    struct str address =
        p->canonical.len > 0 ? buf_str(&p->canonical) : str_of(im->name);

    recall_set(r, RECALL_SOURCE, STR("cn-samr"));
    recall_set(r, RECALL_LANGUAGE, STR("zh"));
    recall_set(r, RECALL_NOTIFYING_COUNTRY, STR("CN"));
    recall_set(r, RECALL_ID,
        v->count[LABEL_NUMBER] > 0 ? v->of[LABEL_NUMBER][0]
                                   : source_samr_number(address));
    if (str_starts(address, STR("http")))
        recall_set(r, RECALL_URL, address);
    if (v->count[LABEL_PUBLISHED] > 0)
        notice_set_date(r, v->of[LABEL_PUBLISHED][0]);
    add_models(r, v);
    add_units(r, v);
    add_prose(r, v);
}

/* The headline: the first h1, else the document's title up to a separator. */
static struct str
headline(const struct notice_page *p)
{
    struct str title = str_trim(buf_str(&p->title));
    ptrdiff_t at;

    if (str_find(buf_str(&p->heading), STR("召回"), 0) >= 0)
        return str_trim(buf_str(&p->heading));
    at = str_find_char(title, '_', 0);
    if (at < 0)
        at = str_find(title, STR(" - "), 0);
    return at > 0 ? str_trim(str_sub(title, 0, (size_t)at)) : title;
}

int
source_samr_page(struct recall_import *im, struct str text, struct fail *fail)
{
    struct notice_page p;
    struct values *v = mem_new(sizeof *v);
    struct recall *r = NULL;
    struct str title;
    int rc = notice_page_read(&p, text, "", fail);

    title = headline(&p);
    if (rc == 0 && str_find(title, STR("召回"), 0) < 0)
        rc = fail_set(
            fail, "%s: no headline that speaks of a recall (召回)", im->name);
    if (rc != 0)
        goto out;
    find_values(v, buf_str(&p.lines));
    recall_import_begin(im);
    r = recall_new();
    set_facts(im, r, &p, v);
    set_headline(r, title, v);
    if (r->text[RECALL_ID] == NULL)
        recall_import_bad(im, title, "id",
            "no 召回编号, and the address has no number like t20260928_116125");
    else if (r->text[RECALL_PRODUCT] == NULL)
        recall_import_bad(
            im, recall_get(r, RECALL_ID), "title", "names no product");
    else
        recall_import_keep(im, &r);
out:
    recall_free(r);
    free(v);
    notice_page_clear(&p);
    return rc;
}

int
source_samr_is_page(struct str text)
{
    struct str start = str_sub(text, 0, 1 << 20);

    return str_find(start, STR("召回"), 0) >= 0 &&
           str_find(start, STR("<"), 0) >= 0 &&
           (str_find(start, STR("型号"), 0) >= 0 ||
               str_find(start, STR("缺陷"), 0) >= 0);
}
