#include "recalls/recall_mapping.h"

#include "base/charset.h"
#include "base/charset_label.h"
#include "base/csv.h"
#include "base/mem.h"
#include "base/yaml.h"
#include "core/limits.h"
#include "recalls/json_path.h"
#include "recalls/notice_feed.h"
#include "recalls/recall_merge.h"

#include <stdlib.h>

/* Members of ours there are, some from several places. */
#define MEMBERS_MAX 64
#define SKIPS_MAX 32
#define COLUMNS_SHOWN 400 /* bytes, in an error */

enum form { FORM_GUESS, FORM_CSV, FORM_JSON };

/* A record is left out where a column has one of the values, or none of
 * them. */
struct skip {
    const char *path;
    const struct yaml_node *values;
    int none;
};

struct recall_mapping {
    struct yaml *yaml;    /* owned */
    struct texts strings; /* owned: what the feed points to */
    struct notice_feed feed;
    struct notice_member members[MEMBERS_MAX];
    const struct yaml_node *nodes[MEMBERS_MAX]; /* where each is written */
    struct skip skips[SKIPS_MAX];
    size_t skip_count;
    const char *inside[2];
    enum form form;
    char separator;
    const char *encoding; /* static, or NULL: by the bytes */
    enum notice_order order;
};

struct loading {
    struct recall_mapping *m;
    struct fail *fail;
};

/* --- reading the mapping --- */

static const char *
keep(struct loading *l, struct str s)
{
    struct texts *strings = &l->m->strings;

    texts_add(strings, s);
    return strings->item[strings->count - 1];
}

static int
no(const struct loading *l, const struct yaml_node *node, const char *text)
{
    return yaml_fail(l->m->yaml, node, l->fail, "%s", text);
}

/* A member's text, kept; absent leaves *out alone. */
static int
get_text(struct loading *l, const struct yaml_node *map, const char *key,
    const char **out)
{
    struct str text = STR_NONE;

    if (yaml_get_text(l->m->yaml, map, key, &text, l->fail) != 0)
        return -1;
    if (yaml_get(map, key) == NULL)
        return 0;
    if (text.len == 0)
        return yaml_fail(
            l->m->yaml, yaml_get(map, key), l->fail, "'%s' is empty", key);
    *out = keep(l, text);
    return 0;
}

static int
add_path(struct loading *l, const struct yaml_node *node,
    struct notice_member *m, size_t *count)
{
    struct fail why;

    if (node->kind != YAML_SCALAR || node->text.len == 0)
        return no(l, node, "must be the name of a column or a path");
    if (l->m->form == FORM_JSON && json_path_check(node->text, &why) != 0)
        return yaml_fail(l->m->yaml, node, l->fail,
            "%s (a path looks like product.brands[].name)", why.text);
    if (*count == NOTICE_PATHS_MAX)
        return yaml_fail(l->m->yaml, node, l->fail, "more than %d columns",
            NOTICE_PATHS_MAX);
    m->from[(*count)++] = keep(l, node->text);
    return 0;
}

/* A column, or a list of columns. */
static int
read_paths(
    struct loading *l, const struct yaml_node *node, struct notice_member *m)
{
    size_t count = 0;

    if (node->kind == YAML_SCALAR)
        return add_path(l, node, m, &count);
    if (node->kind != YAML_LIST || node->first == NULL)
        return no(l, node, "must be the name of a column, or a list of them");
    for (node = node->first; node != NULL; node = node->next)
        if (add_path(l, node, m, &count) != 0)
            return -1;
    return 0;
}

static int
read_order(
    struct loading *l, const struct yaml_node *map, enum notice_order *order)
{
    struct str s = STR_NONE;

    if (yaml_get_text(l->m->yaml, map, "dates", &s, l->fail) != 0)
        return -1;
    if (str_is(s, "month first"))
        *order = NOTICE_MONTH_FIRST;
    else if (str_is(s, "day first"))
        *order = NOTICE_DAY_FIRST;
    else if (yaml_get(map, "dates") != NULL)
        return no(l, yaml_get(map, "dates"),
            "must be 'day first' or 'month first'; dates that begin with the "
            "year, and months in words, need neither");
    return 0;
}

/* {from: COLUMN, separators: ',;', constant: TEXT, join: ' ', dates: ..} */
static int
read_long_member(
    struct loading *l, const struct yaml_node *node, struct notice_member *m)
{
    static const char *const known[] = { "from", "separators", "constant",
        "join", "dates", NULL };
    const struct yaml_node *from = yaml_get(node, "from");

    if (yaml_check_keys(l->m->yaml, node, known, l->fail) != 0 ||
        get_text(l, node, "separators", &m->separators) != 0 ||
        get_text(l, node, "constant", &m->constant) != 0 ||
        get_text(l, node, "join", &m->join) != 0 ||
        read_order(l, node, &m->order) != 0)
        return -1;
    if (from == NULL && m->constant == NULL)
        return no(l, node, "needs 'from' (a column) or 'constant' (a text)");
    return from != NULL ? read_paths(l, from, m) : 0;
}

static int
add_member(struct loading *l, const struct yaml_node *node, const char *to)
{
    struct notice_feed *feed = &l->m->feed;
    struct notice_member *m = &l->m->members[feed->member_count];

    if (feed->member_count == MEMBERS_MAX)
        return yaml_fail(
            l->m->yaml, node, l->fail, "more than %d members", MEMBERS_MAX);
    *m = (struct notice_member){ .to = to, .order = l->m->order };
    l->m->nodes[feed->member_count++] = node;
    return node->kind == YAML_MAP ? read_long_member(l, node, m)
                                  : read_paths(l, node, m);
}

static int
fail_hint(struct fail *fail)
{
    struct fail first = *fail;

    return fail_set(fail, "%.900s; others go under 'keep'", first.text);
}

/* The names under `members`; those of a recall but for its source. */
static int
check_members(struct loading *l, const struct yaml_node *members)
{
    const char *known[RECALL_FIELDS + RECALL_LISTS + 1] = { NULL };
    size_t count = 0;

    for (int f = 0; f < RECALL_FIELDS; f++)
        if (f != RECALL_SOURCE)
            known[count++] = recall_field_name((enum recall_field)f);
    for (int f = 0; f < RECALL_LISTS; f++)
        known[count++] = recall_list_name((enum recall_list)f);
    if (members == NULL || members->kind != YAML_MAP)
        return no(l, members != NULL ? members : yaml_root(l->m->yaml),
            "'members' is missing: it says which column is what, as in "
            "'members: {id: Number, name: Product}'");
    if (yaml_check_keys(l->m->yaml, members, known, l->fail) != 0)
        return fail_hint(l->fail);
    if (yaml_get(members, "id") == NULL)
        return no(l, members,
            "'id' is missing: the column that makes a record unique, or "
            "several: 'id: {from: [Year, Number], join: /}'");
    if (yaml_get(members, "name") == NULL &&
        yaml_get(members, "product") == NULL)
        return no(l, members, "'name' or 'product' is missing");
    return 0;
}

static int
read_members(struct loading *l, const struct yaml_node *root)
{
    const struct yaml_node *members = yaml_get(root, "members");
    const struct yaml_node *others = yaml_get(root, "keep");

    if (check_members(l, members) != 0 ||
        add_member(l, yaml_get(members, "id"), "id") != 0)
        return -1;
    for (const struct yaml_node *n = members->first; n != NULL; n = n->next)
        if (!str_is(n->key, "id") && add_member(l, n, keep(l, n->key)) != 0)
            return -1;
    if (others != NULL && others->kind != YAML_MAP)
        return no(l, others, "must be a map of names to columns");
    for (const struct yaml_node *n = others != NULL ? others->first : NULL;
         n != NULL; n = n->next)
        if (add_member(l, n, keep(l, n->key)) != 0)
            return -1;
    return 0;
}

static int
add_skip(struct loading *l, const struct yaml_node *node)
{
    static const char *const known[] = { "column", "is", "is_not", NULL };
    struct recall_mapping *m = l->m;
    struct skip *s = &m->skips[m->skip_count];
    const struct yaml_node *is = yaml_get(node, "is");
    const struct yaml_node *is_not = yaml_get(node, "is_not");

    if (m->skip_count == SKIPS_MAX)
        return no(l, node, "too many rules");
    if (yaml_check_keys(m->yaml, node, known, l->fail) != 0 ||
        get_text(l, node, "column", &s->path) != 0)
        return -1;
    s->none = is_not != NULL;
    s->values = s->none ? is_not : is;
    if (s->path == NULL || (is == NULL) == (is_not == NULL) ||
        s->values->kind == YAML_MAP)
        return no(l, node,
            "needs 'column' and either 'is' or 'is_not' with a text or a "
            "list, as in '{column: Status, is: [draft, test]}'");
    m->skip_count++;
    return 0;
}

static int
read_skips(struct loading *l, const struct yaml_node *node)
{
    if (node == NULL)
        return 0;
    if (node->kind != YAML_LIST)
        return no(l, node, "must be a list of rules");
    for (node = node->first; node != NULL; node = node->next)
        if (add_skip(l, node) != 0)
            return -1;
    return 0;
}

/* How the file is written. */
static int
read_form(struct loading *l, const struct yaml_node *root)
{
    struct recall_mapping *m = l->m;
    struct str form = STR_NONE, separator = STR_NONE, encoding = STR_NONE;

    if (yaml_get_text(m->yaml, root, "format", &form, l->fail) != 0 ||
        yaml_get_text(m->yaml, root, "separator", &separator, l->fail) != 0 ||
        yaml_get_text(m->yaml, root, "encoding", &encoding, l->fail) != 0 ||
        get_text(l, root, "records", &m->inside[0]) != 0 ||
        read_order(l, root, &m->order) != 0)
        return -1;
    m->form = str_is(form, "csv")    ? FORM_CSV
              : str_is(form, "json") ? FORM_JSON
                                     : FORM_GUESS;
    if (form.len > 0 && m->form == FORM_GUESS)
        return no(l, yaml_get(root, "format"), "must be csv or json");
    if (str_is(separator, "tab"))
        m->separator = '\t';
    else if (separator.len == 1)
        m->separator = separator.p[0];
    else if (separator.len > 0)
        return no(
            l, yaml_get(root, "separator"), "must be one character, or 'tab'");
    if (encoding.len > 0) {
        m->encoding = charset_label_find(encoding);
        if (m->encoding == NULL)
            return no(l, yaml_get(root, "encoding"),
                "is no known encoding; utf-8, windows-1252, gb18030 are");
    }
    return 0;
}

static void
join_same(struct recall *first, struct recall *again)
{
    recall_merge(first, again);
}

static int
read_mapping(struct loading *l)
{
    static const char *const known[] = { "source", "authority", "licence",
        "language", "country", "format", "separator", "encoding", "records",
        "dates", "members", "keep", "skip", NULL };
    const struct yaml_node *root = yaml_root(l->m->yaml);
    struct notice_feed *feed = &l->m->feed;

    if (root == NULL || root->kind != YAML_MAP)
        return fail_set(l->fail,
            "%s:1:1: must be a map with 'source' and "
            "'members'",
            yaml_name(l->m->yaml));
    if (yaml_check_keys(l->m->yaml, root, known, l->fail) != 0 ||
        get_text(l, root, "source", &feed->source) != 0 ||
        get_text(l, root, "language", &feed->language) != 0 ||
        get_text(l, root, "country", &feed->country) != 0 ||
        read_form(l, root) != 0)
        return -1;
    if (feed->source == NULL)
        return no(l, root,
            "'source' is missing: a short name for the list, "
            "such as 'de-bvl'");
    if (read_members(l, root) != 0 ||
        read_skips(l, yaml_get(root, "skip")) != 0)
        return -1;
    feed->members = l->m->members;
    feed->inside = l->m->inside[0] != NULL ? l->m->inside : NULL;
    feed->join = join_same;
    return 0;
}

static int
finish_load(struct recall_mapping **out, struct yaml *yaml, struct fail *fail)
{
    struct loading l = { mem_new(sizeof *l.m), fail };

    l.m->yaml = yaml;
    if (read_mapping(&l) != 0) {
        recall_mapping_free(l.m);
        return -1;
    }
    *out = l.m;
    return 0;
}

int
recall_mapping_load(
    struct recall_mapping **out, const char *path, struct fail *fail)
{
    struct yaml *yaml = NULL;

    if (yaml_load(&yaml, path, LIMIT_CONFIG_BYTES, fail) != 0)
        return -1;
    return finish_load(out, yaml, fail);
}

int
recall_mapping_parse(struct recall_mapping **out, struct str text,
    const char *name, struct fail *fail)
{
    struct yaml *yaml = NULL;

    if (yaml_parse(&yaml, text, name, fail) != 0)
        return -1;
    return finish_load(out, yaml, fail);
}

void
recall_mapping_free(struct recall_mapping *m)
{
    if (m == NULL)
        return;
    yaml_free(m->yaml);
    texts_clear(&m->strings);
    free(m);
}

/* --- reading a list --- */

static int
has_value(const struct skip *s, struct str text)
{
    const struct yaml_node *v =
        s->values->kind == YAML_LIST ? s->values->first : s->values;

    for (; v != NULL; v = s->values->kind == YAML_LIST ? v->next : NULL)
        if (v->kind == YAML_SCALAR && str_eq_nocase(str_trim(text), v->text))
            return 1;
    return 0;
}

struct looking {
    const struct skip *skip;
    int values, hits;
};

static void
look(const struct js *value, void *ctx)
{
    struct looking *l = ctx;
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES);

    if (js_kind(value) == JS_STRING)
        buf_adds(&text, js_text(value));
    else if (js_kind(value) != JS_ARRAY && js_kind(value) != JS_OBJECT)
        js_write(&text, value);
    l->values++;
    l->hits += has_value(l->skip, buf_str(&text));
    buf_clear(&text);
}

static int
is_skipped(const struct recall_mapping *m, const struct js *record)
{
    for (size_t i = 0; i < m->skip_count; i++) {
        struct looking l = { &m->skips[i], 0, 0 };

        json_path_each(record, str_of(m->skips[i].path), look, &l);
        /* What is not there is the empty text. */
        if (l.values == 0)
            l.hits = has_value(&m->skips[i], STR_NONE);
        if (m->skips[i].none ? l.hits == 0 : l.hits > 0)
            return 1;
    }
    return 0;
}

struct mapped_reading {
    const struct recall_mapping *m;
    struct notice_joining *joining;
};

static void
read_one(struct recall_import *im, const struct js *record, void *ctx)
{
    struct mapped_reading *r = ctx;

    if (is_skipped(r->m, record))
        recall_import_leave(im);
    else
        notice_feed_join_record(im, &r->m->feed, record, r->joining);
}

/* Each mapped column must be in the header; of several one. */
static int
check_columns(
    const struct recall_mapping *m, const struct csv *header, struct fail *fail)
{
    struct buf names = BUF_MAX(COLUMNS_SHOWN);
    int rc = 0;

    for (size_t i = 0; i < header->count; i++)
        buf_addf(&names, "%s" STR_FMT, i > 0 ? ", " : "",
            STR_ARG(str_trim(header->field[i])));
    for (size_t i = 0; i < m->feed.member_count && rc == 0; i++) {
        const struct notice_member *member = &m->members[i];
        size_t have = 0, want = 0;

        for (; want < NOTICE_PATHS_MAX && member->from[want] != NULL; want++)
            for (size_t k = 0; k < header->count; k++)
                if (str_is(str_trim(header->field[k]), member->from[want])) {
                    have++;
                    break;
                }
        if (want > 0 && (member->join != NULL ? have < want : have == 0))
            rc = yaml_fail(m->yaml, m->nodes[i], fail,
                "the list has no column '%s'; its columns are: %s",
                member->from[0], buf_text(&names));
    }
    buf_clear(&names);
    return rc;
}

static int
read_csv(struct mapped_reading *r, struct recall_import *im, struct str text,
    struct fail *fail)
{
    struct texts names = { 0 };
    struct csv csv;
    struct fail why;
    int rc;

    csv_init(&csv, text, r->m->separator);
    rc = csv_next(&csv, fail);
    if (rc > 0)
        rc = check_columns(r->m, &csv, fail);
    else
        rc = rc < 0 ? fail_wrap(fail, "%s", im->name)
                    : fail_set(fail, "%s: holds no record", im->name);
    for (size_t i = 0; rc == 0 && i < csv.count; i++) {
        struct str name = str_trim(csv.field[i]);

        texts_add(&names, name.len > 0 ? name : STR("(no name)"));
    }
    while (rc == 0 && (rc = csv_next(&csv, &why)) != 0) {
        struct js *record = js_new_object();

        recall_import_begin(im);
        for (size_t i = 0; rc > 0 && i < csv.count && i < names.count; i++)
            if (js_get(record, names.item[i]) == NULL &&
                str_trim(csv.field[i]).len > 0)
                js_set_text(record, names.item[i], csv.field[i]);
        if (rc < 0)
            recall_import_bad(im, STR_NONE, "row", "%s", why.text);
        else
            read_one(im, record, r);
        js_free(record);
        rc = 0;
    }
    csv_clear(&csv);
    texts_clear(&names);
    return rc;
}

int
recall_mapping_read(const struct recall_mapping *m, struct recall_import *im,
    struct str text, struct fail *fail)
{
    struct buf utf8 = BUF_MAX(LIMIT_FEED_BYTES);
    struct mapped_reading r = { m, notice_feed_joining_new() };
    enum form form = m->form;
    struct str start;
    int rc = 0;

    if (m->encoding != NULL) {
        charset_decode(&utf8, text, m->encoding);
        text = buf_str(&utf8);
    }
    start = str_starts(text, STR("\xEF\xBB\xBF")) ? str_sub(text, 3, text.len)
                                                  : text;
    start = str_trim(str_sub(start, 0, 4096));
    if (form == FORM_GUESS)
        form = start.len > 0 && (start.p[0] == '{' || start.p[0] == '[')
                   ? FORM_JSON
                   : FORM_CSV;
    if (form == FORM_CSV)
        rc = read_csv(&r, im, text, fail);
    else
        notice_feed_each(im, text, m->feed.inside, read_one, &r);
    notice_feed_joining_free(r.joining);
    buf_clear(&utf8);
    return rc;
}
