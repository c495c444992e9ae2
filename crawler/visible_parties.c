#include "crawler/visible.h"

#include "base/mem.h"
#include "core/country.h"
#include "core/limits.h"

#include <string.h>

/* Name, street, town, country, e-mail, telephone, web address: with labels
 * on lines of their own twice as many. */
#define PARTY_LINES_MAX 14
#define PARTY_NAME_MAX 120
/* Labels looked at: a page names its parties a few times. */
#define PARTY_BLOCKS_MAX 300
#define PARTY_LINE_MAX 300
#define PARTY_WARNING_LINES 8

/* Which members of a listing a party fills; LISTING_FIELDS where it has none.
 */
struct party_fields {
    enum listing_field name, address, email, url, country;
};

static const struct party_fields party_manufacturer = {
    LISTING_MANUFACTURER_NAME, LISTING_MANUFACTURER_ADDRESS,
    LISTING_MANUFACTURER_EMAIL, LISTING_MANUFACTURER_URL,
    LISTING_MANUFACTURER_COUNTRY
};
static const struct party_fields party_responsible = { LISTING_RP_NAME,
    LISTING_RP_ADDRESS, LISTING_RP_EMAIL, LISTING_FIELDS, LISTING_RP_COUNTRY };
static const struct party_fields party_seller = { LISTING_SELLER_NAME,
    LISTING_SELLER_ADDRESS, LISTING_SELLER_EMAIL, LISTING_SELLER_URL,
    LISTING_SELLER_COUNTRY };

struct party {
    struct str name, email, url;
    struct buf address;
    char country[COUNTRY_BYTES];
};

/* --- Pieces of a line --- */

static int
party_email_char(char c)
{
    return str_is_alnum(c) || (c && strchr("._%+-", c));
}

/* The e-mail address in s, or the empty view. */
static struct str
party_email(struct str s)
{
    ptrdiff_t at = str_find_char(s, '@', 0);
    size_t from, to, dot = 0;

    if (at <= 0)
        return STR_NONE;
    from = to = (size_t)at;
    while (from > 0 && party_email_char(s.p[from - 1]))
        from--;
    to++;
    while (to < s.len && party_email_char(s.p[to])) {
        if (s.p[to] == '.')
            dot = to;
        to++;
    }
    while (to > from && s.p[to - 1] == '.')
        to--;
    if (from == (size_t)at || dot <= (size_t)at + 1 || dot + 2 >= to)
        return STR_NONE;
    return str_sub(s, from, to - from);
}

static struct str
party_web(struct str s)
{
    ptrdiff_t at = str_find_nocase(s, STR("http"), 0);
    size_t to;

    if (at < 0)
        at = str_find_nocase(s, STR("www."), 0);
    if (at < 0)
        return STR_NONE;
    to = (size_t)at;
    while (to < s.len && s.p[to] > ' ' && s.p[to] != ',' && s.p[to] != ')')
        to++;
    return str_sub(s, (size_t)at, to - (size_t)at);
}

static struct str
party_trim(struct str s)
{
    static const char *const cut[] = { ",", ";", "|", ":", "：", "，", "-", "–",
        "•", "(" };

    for (int again = 1; again;) {
        again = 0;
        s = str_trim(s);
        for (size_t i = 0; i < COUNT(cut); i++) {
            struct str c = str_of(cut[i]);

            if (str_starts(s, c)) {
                s = str_sub(s, c.len, s.len);
                again = 1;
            }
            if (s.len > 0 && str_ends(s, c)) {
                s.len -= c.len;
                again = 1;
            }
        }
    }
    return s;
}

/* --- Lines to a party --- */

/* "Shenzhen 518000 China": the last word, if it is long enough for a name. */
static struct str
party_last_word(struct str s)
{
    size_t at = s.len;

    while (at > 0 && s.p[at - 1] != ' ')
        at--;
    return s.len - at >= 4 ? str_sub(s, at, s.len) : STR_NONE;
}

static void
party_address_add(struct party *p, struct str s)
{
    s = party_trim(s);
    if (s.len == 0)
        return;
    if (p->address.len > 0)
        buf_addz(&p->address, ", ");
    buf_adds(&p->address, s);
    if (!p->country[0] && country_find(s, p->country) != 0)
        country_find(party_last_word(s), p->country);
}

/* Every comma-separated part: the country is one of them. */
static void
party_address_parts(struct party *p, struct str s)
{
    struct str rest = s, part = STR_NONE;

    while (rest.p && str_next(&rest, ',', &part))
        party_address_add(p, part);
}

static int
party_legal_form(struct str s)
{
    static const char *const forms[] = { "ltd", "inc", "llc", "limited", "corp",
        "gmbh", "s.l", "s.a", "lda", "plc", "b.v" };

    for (size_t i = 0; i < COUNT(forms); i++) {
        if (str_starts_nocase(s, str_of(forms[i])))
            return 1;
    }
    return 0;
}

/* Comma-separated parts: the first is the name when the rest has the digits
 * of a street or postcode. */
static void
party_plain(struct party *p, struct str s)
{
    struct str rest = s, part = STR_NONE;
    int first = p->name.len == 0;

    if (s.p && first && !str_next(&rest, ',', &part))
        return;
    /* "Some Co., Ltd, 8 Road": the form of the company belongs to its name. */
    if (first && rest.len > 0 && party_legal_form(str_trim(rest))) {
        struct str form = STR_NONE;

        str_next(&rest, ',', &form);
        part.len = (size_t)(form.p + form.len - part.p);
    }
    if (first && rest.len > 0 && rest.p && str_has_digit(rest)) {
        p->name = party_trim(part);
        s = rest;
    } else if (first) {
        p->name = party_trim(s);
        return;
    }
    party_address_parts(p, s);
}

/* Text up to an e-mail or web address, which is taken out. */
static struct str
party_take_contacts(struct party *p, struct str t)
{
    struct str email = party_email(t), web;

    if (email.len > 0) {
        if (p->email.len == 0)
            p->email = email;
        /* What is left in front may be "E-Mail:" or the address itself. */
        t = str_sub(t, 0, (size_t)(email.p - t.p));
    }
    web = party_web(t);
    if (web.len > 0) {
        if (p->url.len == 0)
            p->url = web;
        t = str_sub(t, 0, (size_t)(web.p - t.p));
    }
    return party_trim(t);
}

/* One line of a party's block; `hit` is the label it begins with or NULL. */
static void
party_line(struct party *p, struct str t, const struct lexicon_hit *hit)
{
    struct str value = t;

    if (hit) {
        value = party_trim(str_sub(t, hit->len, t.len));
        if (hit->value == LABEL_PHONE)
            return;
        if (hit->value == LABEL_NAME && value.len > 0) {
            p->name = value;
            return;
        }
        if (hit->value == LABEL_COUNTRY && value.len > 0) {
            country_find(value, p->country);
            return;
        }
        t = value;
    }
    t = party_take_contacts(p, t);
    if (t.len < 2 || t.len > PARTY_LINE_MAX)
        return;
    /* "E-Mail" left over from in front of an address. */
    if (t.len < 12 && (str_find_nocase(t, STR("mail"), 0) >= 0 ||
                          str_find_nocase(t, STR("web"), 0) >= 0))
        return;
    if (hit && hit->value == LABEL_ADDRESS)
        party_address_parts(p, t);
    else
        party_plain(p, t);
}

/* --- The block of lines behind a label --- */

/* Labels that belong inside a party's block; any other ends it. */
static int
party_inner_label(unsigned label)
{
    return label == LABEL_NAME || label == LABEL_ADDRESS ||
           label == LABEL_EMAIL || label == LABEL_PHONE ||
           label == LABEL_COUNTRY;
}

/* The label a line begins with: alone, or with a colon behind it. */
static const struct lexicon_hit *
party_label(const struct view *v, size_t line)
{
    const struct view_line *l = &v->lines[line];
    size_t h = view_hit_at(v, l->at);
    struct str rest;

    if (h >= v->hit_count || v->hits[h].at != l->at ||
        v->hits[h].sense != LEXICON_LABEL)
        return NULL;
    rest = str_trim(str_sub(view_line_text(v, line), v->hits[h].len, l->len));
    if (rest.len == 0 || rest.p[0] == ':' || str_starts(rest, STR("：")))
        return &v->hits[h];
    return NULL;
}

/* The element whose lines belong to the label on this line: the next cell
 * of its row or term, else the smallest element that goes on behind it. */
static const struct html_node *
party_container(const struct view *v, size_t line)
{
    const struct html_node *n = v->runs[v->lines[line].run].node;
    uint32_t next = line + 1 < v->line_count ? v->lines[line + 1].order : 0;

    if (next == 0)
        return n;
    while (n->parent && n->end <= next) {
        if (html_is(n, "dt") || html_is(n, "td") || html_is(n, "th")) {
            const struct html_node *cell = n->next;

            while (cell && cell->kind != HTML_ELEMENT)
                cell = cell->next;
            if (cell)
                return cell;
        }
        n = n->parent;
    }
    return n;
}

static void
party_set(struct listing *l, enum listing_field f, struct str value)
{
    if (f != LISTING_FIELDS && !l->text[f] && value.len > 0)
        listing_set(l, f, value);
}

/* 1 if words below a seller's name may be its address: they name a number or
 * a country, or are not in Latin letters. "See other items" is none. */
static int
party_is_address(const struct party *p)
{
    struct str s = buf_str(&p->address);

    for (size_t i = 0; i < s.len; i++)
        if (str_is_digit(s.p[i]) || (unsigned char)s.p[i] >= 0x80)
            return 1;
    return p->country[0] != '\0';
}

static void
party_store(const struct party_fields *f, struct party *p, struct listing *l)
{
    if (p->name.len == 0 || p->name.len > PARTY_NAME_MAX || l->text[f->name])
        return;
    party_set(l, f->name, p->name);
    if (f != &party_seller || party_is_address(p))
        party_set(l, f->address, buf_str(&p->address));
    party_set(l, f->email, p->email);
    party_set(l, f->url, p->url);
    party_set(l, f->country, str_of(p->country));
}

/* A publisher without edition and date: "Some House; 2nd edition (May 2013)".
 */
static struct str
party_cut_edition(struct str name)
{
    ptrdiff_t open = str_find(name, STR(" ("), 0), semi;

    if (open <= 0 || name.p[name.len - 1] != ')' || name.len < 6 ||
        !str_is_digit(name.p[name.len - 2]) ||
        !str_is_digit(name.p[name.len - 5]))
        return name;
    name.len = (size_t)open;
    semi = str_find(name, STR("; "), 0);
    if (semi > 0)
        name.len = (size_t)semi;
    return name;
}

static int
party_is_aside(const struct view *v, size_t line)
{
    struct str t = view_line_text(v, line);

    return str_find_char(t, '%', 0) >= 0 ||
           ((v->lines[line].any & VIEW_LINK) && str_find_char(t, '@', 0) < 0);
}

static void
party_read(struct visible *s, struct listing *l, size_t line,
    const struct lexicon_hit *label, const struct party_fields *fields)
{
    const struct view *v = s->view;
    struct party p = { .address = BUF_MAX(LIMIT_SHORT_BYTES) };
    struct str t = view_line_text(v, line);
    struct str value =
        party_cut_edition(party_trim(str_sub(t, label->len, t.len)));
    const struct html_node *box;
    size_t end = line + PARTY_LINES_MAX;

    if (l->text[fields->name])
        return;
    box = party_container(v, line);
    if (value.len > 0)
        party_line(&p, value, NULL);
    for (size_t i = line + 1; i < v->line_count && i < end; i++) {
        const struct lexicon_hit *inner = party_label(v, i);

        if (v->lines[i].order >= box->end || (v->lines[i].any & VIEW_HEADING) ||
            v->lines[i].len > PARTY_LINE_MAX ||
            (inner && !party_inner_label(inner->value)))
            break;
        /* A value on the label's line stands alone unless an address goes on
         * below it. */
        if (value.len > 0 && !inner && v->lines[i].len > 0 &&
            memchr(v->text.p + v->lines[i].at, ':', v->lines[i].len) &&
            !memchr(v->text.p + v->lines[i].at, '@', v->lines[i].len))
            break;
        if (inner && inner->len + 2 >= v->lines[i].len &&
            i + 1 < v->line_count && v->lines[i + 1].order < box->end) {
            /* The inner label's value is on the next line. */
            struct lexicon_hit none = { .value = inner->value };

            i++;
            party_line(&p, view_line_text(v, i), &none);
            continue;
        }
        /* What one can do with a seller is linked, and how it is rated is a
         * share; its address is neither. */
        if (fields == &party_seller && !inner && p.name.len > 0 &&
            party_is_aside(v, i))
            continue;
        party_line(&p, view_line_text(v, i), inner);
    }
    party_store(fields, &p, l);
    buf_clear(&p.address);
}

/* "Some Shop and shipped by another" without who ships. */
static struct str
party_cut_shipping(struct str name)
{
    static const char *const joins[] = { " and ships", " and shipped",
        " and dispatched", " and fulfilled", " & shipped", " und versandt",
        " und versendet", " und versand", " et exp" };

    for (size_t i = 0; i < COUNT(joins); i++) {
        ptrdiff_t at = str_find_nocase(name, str_of(joins[i]), 0);

        if (at > 0)
            name.len = (size_t)at;
    }
    return name;
}

/* "Sold by Some Shop": two words and more need no colon. */
static void
party_seller_inline(struct visible *s, struct listing *l, size_t line,
    const struct lexicon_hit *h)
{
    const struct view *v = s->view;
    struct str t = view_line_text(v, line), value;
    size_t end;

    if (l->text[LISTING_SELLER_NAME] || t.len > 120 || h->len < 7 ||
        !memchr(t.p + (h->at - v->lines[line].at), ' ', h->len))
        return;
    value = party_trim(str_sub(t, h->at - v->lines[line].at + h->len, t.len));
    end = value.len;
    for (size_t i = 0; i < value.len; i++) {
        if ((value.p[i] == '.' &&
                (i + 1 == value.len || value.p[i + 1] == ' ')) ||
            value.p[i] == '(') {
            end = i;
            break;
        }
    }
    value = party_cut_shipping(str_trim(str_sub(value, 0, end)));
    if (value.len >= 2 && value.len <= 60)
        listing_set(l, LISTING_SELLER_NAME, value);
}

static void
party_warnings(struct visible *s, struct listing *l, size_t line)
{
    const struct view *v = s->view;
    const struct html_node *box = party_container(v, line);

    for (size_t i = line + 1;
         i < v->line_count && i <= line + PARTY_WARNING_LINES; i++) {
        if (v->lines[i].order >= box->end || party_label(v, i) ||
            (v->lines[i].any & VIEW_HEADING))
            break;
        if (v->lines[i].len > 5)
            listing_add(l, LISTING_WARNINGS, view_line_text(v, i));
    }
}

/* 1 if the label heads a menu or a choice: "Shop" or "Store:" alone. */
static int
party_is_menu(const struct view *v, size_t line, const struct lexicon_hit *hit)
{
    struct str t = view_line_text(v, line);
    struct str label = str_sub(t, 0, hit->len);

    return (str_is_nocase(label, "shop") || str_is_nocase(label, "store")) &&
           party_trim(str_sub(t, hit->len, t.len)).len == 0;
}

/* The seller's page, when the name is a link. */
static void
party_seller_url(struct visible *s, struct listing *l)
{
    const struct view *v = s->view;
    struct str name = listing_get(l, LISTING_SELLER_NAME);

    if (name.len == 0 || l->text[LISTING_SELLER_URL])
        return;
    for (size_t i = 0; i < v->link_count; i++) {
        struct url url = { 0 };

        if (!str_eq(str_trim(view_node_text(v, v->links[i].node)), name))
            continue;
        if (url_parse(&url, v->links[i].href, s->base, NULL) == 0) {
            listing_set(l, LISTING_SELLER_URL, str_of(url.text));
            url_clear(&url);
        }
        return;
    }
}

void
visible_parties_read(struct visible *s, struct listing *l)
{
    const struct view *v = s->view;

    for (size_t h = 0, blocks = 0;
         h < v->hit_count && blocks < PARTY_BLOCKS_MAX; h++) {
        const struct lexicon_hit *hit = &v->hits[h];
        const struct lexicon_hit *label;
        size_t line;

        if (hit->sense != LEXICON_LABEL ||
            (hit->value != LABEL_MANUFACTURER &&
                hit->value != LABEL_RESPONSIBLE && hit->value != LABEL_SELLER &&
                hit->value != LABEL_WARNINGS))
            continue;
        blocks++;
        line = view_line_of(v, hit->at);
        if ((v->lines[line].any & (VIEW_NAV | VIEW_ASIDE | VIEW_REVIEW |
                                      VIEW_DIALOG | VIEW_OPTION)) ||
            visible_line_in_card(s, line))
            continue;
        label = party_label(v, line);
        /* A tab or an anchor that leads to the block. */
        if (label == hit && hit->len == v->lines[line].len &&
            (view_flags_at(v, hit->at, 1) & VIEW_LINK))
            continue;
        if (label != hit) {
            if (hit->value == LABEL_SELLER &&
                !(v->lines[line].any & VIEW_FOOTER))
                party_seller_inline(s, l, line, hit);
            continue;
        }
        if (hit->value == LABEL_MANUFACTURER)
            party_read(s, l, line, hit, &party_manufacturer);
        else if (hit->value == LABEL_RESPONSIBLE)
            party_read(s, l, line, hit, &party_responsible);
        else if (hit->value == LABEL_WARNINGS)
            party_warnings(s, l, line);
        else if (!(view_flags_at(v, hit->at, 1) & (VIEW_FOOTER | VIEW_LINK)) &&
                 !party_is_menu(v, line, hit))
            party_read(s, l, line, hit, &party_seller);
    }
    party_seller_url(s, l);
}
