#include "base/xml.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/xml_path.h"
#include "base/xml_repair.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#define XML_BYTES_MAX (1u << 30)

struct reading {
    const struct xml_handler *handler;
    void *ctx;
    xmlParserCtxt *parser;
    struct fail *fail;
    int depth, stopped, failed;
};

static struct str
view(const xmlChar *text)
{
    return str_of((const char *)text);
}

/* --- libxml2's calls --- */

static void
note(struct reading *r, int rc)
{
    if (rc != 0) {
        r->stopped = 1;
        xmlStopParser(r->parser);
    }
}

static struct xml_element
element_of(const struct reading *r, const xmlChar *name)
{
    struct xml_element e = { .name = view(name), .depth = r->depth };
    ptrdiff_t colon = str_find_char(e.name, ':', 0);

    if (colon > 0) {
        e.prefix = str_sub(e.name, 0, (size_t)colon);
        e.name = str_sub(e.name, (size_t)colon + 1, e.name.len);
    }
    e.line = xmlSAX2GetLineNumber(r->parser);
    return e;
}

static void
on_open(void *ctx, const xmlChar *name, const xmlChar **attrs)
{
    struct reading *r = ctx;
    struct xml_attr list[XML_ATTRS_MAX];
    struct xml_element e;

    r->depth++;
    if (r->stopped || r->handler->open == NULL)
        return;
    e = element_of(r, name);
    e.attrs = list;
    for (; attrs != NULL && attrs[0] != NULL && e.attr_count < XML_ATTRS_MAX;
         attrs += 2)
        list[e.attr_count++] =
            (struct xml_attr){ view(attrs[0]), view(attrs[1]) };
    note(r, r->handler->open(r->ctx, &e));
}

static void
on_close(void *ctx, const xmlChar *name)
{
    struct reading *r = ctx;

    if (!r->stopped && r->handler->close != NULL) {
        struct xml_element e = element_of(r, name);

        note(r, r->handler->close(r->ctx, &e));
    }
    r->depth--;
}

static void
on_text(void *ctx, const xmlChar *text, int len)
{
    struct reading *r = ctx;

    if (!r->stopped && r->handler->text != NULL && len > 0)
        note(r, r->handler->text(
                    r->ctx, (struct str){ (const char *)text, (size_t)len }));
}

/* Nothing a document declares is looked up. */
static xmlEntityPtr
on_entity(void *ctx, const xmlChar *name)
{
    (void)ctx;
    return xmlGetPredefinedEntity(name);
}

/* The text given is in pieces; the parser has noted it whole. */
static void
on_error(void *ctx, const char *format, ...)
{
    struct reading *r = ctx;
    const xmlError *error = xmlCtxtGetLastError(r->parser);
    struct str why = error == NULL ? STR("not well-formed")
                                   : str_trim(str_of(error->message));

    (void)format;
    if (r->failed || r->stopped)
        return;
    r->failed = 1;
    for (size_t i = 0; i < why.len; i++)
        if (why.p[i] == '\n')
            why.len = i;
    fail_set(r->fail, "line %d: " STR_FMT, error == NULL ? 1 : error->line,
        STR_ARG(why));
}

/* Some errors have no parser with them and would go to standard error. */
static void
be_quiet(void *ctx, const char *format, ...)
{
    (void)ctx;
    (void)format;
}

/* --- ours --- */

static struct str
skip_space(struct str s)
{
    if (str_starts(s, STR("\xef\xbb\xbf")))
        s = str_sub(s, 3, s.len);
    while (s.len > 0 && str_is_space(s.p[0]))
        s = str_sub(s, 1, s.len);
    return s;
}

/* Of UTF-16 and UTF-32 the bytes are left alone. */
static int
is_wide(struct str s)
{
    return str_starts(s, STR("\xfe\xff")) || str_starts(s, STR("\xff\xfe")) ||
           memchr(s.p, '\0', s.len < 4 ? s.len : 4) != NULL;
}

int
xml_is(struct str bytes)
{
    if (bytes.len == 0)
        return 0;
    if (is_wide(bytes))
        return memchr(bytes.p, '<', bytes.len < 8 ? bytes.len : 8) != NULL;
    return str_starts(skip_space(bytes), STR("<"));
}

static int
run(struct str bytes, unsigned flags, struct reading *r)
{
    xmlSAXHandler sax = {
        .initialized = 1, /* SAX 1: no namespaces */
        .startElement = on_open,
        .endElement = on_close,
        .characters = on_text,
        .cdataBlock = on_text,
        .ignorableWhitespace = on_text,
        .getEntity = on_entity,
        .error = on_error,
    };
    int options = XML_PARSE_NONET | XML_PARSE_NOENT;

    if (bytes.len == 0)
        return fail_set(r->fail, "line 1: empty document");
    xmlSetGenericErrorFunc(NULL, be_quiet);
    r->parser = xmlCreateMemoryParserCtxt(bytes.p, (int)bytes.len);
    if (r->parser == NULL)
        return fail_set(r->fail, "line 1: not XML");
    if (flags & XML_RECOVER)
        options |= XML_PARSE_RECOVER;
    xmlCtxtUseOptions(r->parser, options);
    *r->parser->sax = sax;
    r->parser->userData = r;
    xmlParseDocument(r->parser);
    if (!r->stopped && !r->failed && !r->parser->wellFormed)
        r->failed = fail_set(r->fail, "line 1: not well-formed") != 0;
    xmlFreeDoc(r->parser->myDoc);
    xmlFreeParserCtxt(r->parser);
    return r->failed ? -1 : r->stopped;
}

int
xml_parse(struct str bytes, unsigned flags, const struct xml_handler *h,
    void *ctx, struct fail *fail)
{
    struct reading r = { .handler = h, .ctx = ctx, .fail = fail };
    struct buf fixed = BUF_MAX(2ul * XML_BYTES_MAX - 1);
    size_t changes = 0, usable;
    int rc;

    if (bytes.len > XML_BYTES_MAX)
        return fail_set(fail, "XML above 1 GiB");
    if (bytes.len == 0 || is_wide(bytes))
        return run(bytes, flags, &r);
    bytes = skip_space(bytes);
    usable = xml_repair(bytes, &changes, NULL);
    if (changes > 0) {
        xml_repair(bytes, &changes, &fixed);
        if (fixed.over) {
            buf_clear(&fixed);
            return fail_set(fail, "XML above 1 GiB");
        }
    }
    rc = run(
        changes > 0 ? buf_str(&fixed) : str_sub(bytes, 0, usable), flags, &r);
    buf_clear(&fixed);
    return rc;
}

uint32_t
xml_entity(struct str name)
{
    char text[16];
    const htmlEntityDesc *entity;

    if (name.len == 0 || name.len >= sizeof text)
        return 0;
    memcpy(text, name.p, name.len);
    text[name.len] = '\0';
    entity = htmlEntityLookup((const xmlChar *)text);
    return entity == NULL ? 0 : entity->value;
}

struct str
xml_attr(const struct xml_element *e, const char *name)
{
    for (size_t i = 0; i < e->attr_count; i++) {
        struct str have = e->attrs[i].name;
        ptrdiff_t colon = str_find_char(have, ':', 0);

        if (str_is(str_sub(have, (size_t)(colon + 1), have.len), name))
            return e->attrs[i].value;
    }
    return STR_NONE;
}

/* --- trees --- */

struct xml_tree {
    xmlDoc *doc;              /* owned */
    xmlXPathContext *context; /* owned; made by the first query */
    xmlNode *open;            /* the document where no element is */
    xmlAttr *last_attr;       /* of open */
    size_t nodes, attrs, bytes, depth;
    unsigned long used; /* steps above the share of a query */
    int tired;          /* a query ran out of steps */
};

struct xml_query {
    xmlXPathCompExpr *compiled; /* owned */
};

struct xml_tree *
xml_tree_new(void)
{
    struct xml_tree *t = mem_new(sizeof *t);

    t->doc = xmlNewDoc(NULL);
    if (t->doc != NULL)
        t->doc->dict = xmlDictCreate();
    t->open = (xmlNode *)t->doc;
    return t;
}

void
xml_tree_free(struct xml_tree *t)
{
    if (t == NULL)
        return;
    xmlXPathFreeContext(t->context);
    xmlFreeDoc(t->doc);
    free(t);
}

/* 0 if one more of so many bytes may be added to those counted. */
static int
admit(struct xml_tree *t, size_t bytes, size_t *count, size_t max)
{
    if (t->doc == NULL || t->doc->dict == NULL || *count >= max ||
        bytes > XML_TREE_BYTES_MAX - t->bytes)
        return -1;
    *count += 1;
    t->bytes += bytes;
    return 0;
}

/* libxml2's own call would join texts that follow each other, which costs the
 * square of how often a page does that. */
static void
append(xmlNode *parent, xmlNode *n)
{
    n->parent = parent;
    n->prev = parent->last;
    if (parent->last != NULL)
        parent->last->next = n;
    else
        parent->children = n;
    parent->last = n;
}

static const xmlChar *
keep_name(struct xml_tree *t, struct str name)
{
    return name.len == 0 ? NULL
                         : xmlDictLookup(t->doc->dict, (const xmlChar *)name.p,
                               (int)name.len);
}

int
xml_tree_open(struct xml_tree *t, struct str name, void *mark)
{
    const xmlChar *kept;
    xmlNode *n;

    if (t->depth >= XML_DEPTH_MAX || (t->depth == 0 && t->nodes > 0) ||
        admit(t, name.len, &t->nodes, XML_TREE_NODES_MAX) != 0 ||
        (kept = keep_name(t, name)) == NULL)
        return -1;
    n = xmlNewDocNodeEatName(t->doc, NULL, (xmlChar *)kept, NULL);
    if (n == NULL)
        return -1;
    n->_private = mark;
    append(t->open, n);
    t->open = n;
    t->last_attr = NULL;
    t->depth++;
    return 0;
}

int
xml_tree_attr(struct xml_tree *t, struct str name, struct str value)
{
    const xmlChar *kept;
    xmlAttr *a;
    xmlNode *text;

    if (t->depth == 0 ||
        admit(t, name.len + value.len, &t->attrs, XML_TREE_ATTRS_MAX) != 0 ||
        (kept = keep_name(t, name)) == NULL)
        return -1;
    a = xmlNewDocProp(t->doc, kept, NULL);
    if (a == NULL)
        return -1;
    text = xmlNewDocTextLen(t->doc,
        (const xmlChar *)(value.len > 0 ? value.p : ""), (int)value.len);
    if (text != NULL)
        append((xmlNode *)a, text);
    a->parent = t->open;
    a->prev = t->last_attr;
    if (t->last_attr != NULL)
        t->last_attr->next = a;
    else
        t->open->properties = a;
    t->last_attr = a;
    return 0;
}

int
xml_tree_text(struct xml_tree *t, struct str text)
{
    xmlNode *n;

    if (t->depth == 0 || text.len == 0 ||
        admit(t, text.len, &t->nodes, XML_TREE_NODES_MAX) != 0)
        return -1;
    n = xmlNewDocTextLen(t->doc, (const xmlChar *)text.p, (int)text.len);
    if (n == NULL)
        return -1;
    append(t->open, n);
    return 0;
}

void
xml_tree_close(struct xml_tree *t)
{
    if (t->depth == 0)
        return;
    t->open = t->open->parent;
    t->depth--;
}

/* --- queries --- */

static void
swallow(void *ctx, xmlErrorPtr error)
{
    (void)ctx;
    (void)error;
}

static xmlXPathContext *
new_context(xmlDoc *doc)
{
    xmlXPathContext *c = xmlXPathNewContext(doc);

    if (c != NULL)
        c->error = swallow;
    return c;
}

/* libxml2 has a number for it, but no name in this enumeration. */
#define OUT_OF_STEPS                                                           \
    (XML_XPATH_EXPRESSION_OK + XPATH_OP_LIMIT_EXCEEDED - XPATH_EXPRESSION_OK)

static const char *
query_error(const xmlError *e)
{
    switch (e->code) {
    case XML_XPATH_NUMBER_ERROR:
        return "a number is malformed";
    case XML_XPATH_UNFINISHED_LITERAL_ERROR:
    case XML_XPATH_START_LITERAL_ERROR:
        return "a quote is missing";
    case XML_XPATH_INVALID_PREDICATE_ERROR:
        return "']' is missing";
    case XML_XPATH_UNCLOSED_ERROR:
        return "')' is missing";
    case XML_XPATH_INVALID_TYPE:
    case XML_XPATH_INVALID_OPERAND:
        return "nodes are needed, not a value";
    case XML_XPATH_MEMORY_ERROR:
        return "out of memory";
    case OUT_OF_STEPS:
        return "out of steps";
    }
    return "this is no XPath";
}

/* An answer, or NULL with the reason. */
static xmlXPathObject *
ask(const struct xml_query *q, struct xml_tree *t, const struct xml_hit *from,
    struct fail *fail)
{
    xmlXPathContext *c = t->context;
    xmlXPathObject *answer;
    unsigned long share, nodes = t->nodes + 100;

    if (c == NULL && t->doc != NULL) {
        /* Comparing places in the document is slow without. */
        xmlXPathOrderDocElems(t->doc);
        c = t->context = new_context(t->doc);
    }
    if (c == NULL || t->tired) {
        fail_set(fail, c == NULL ? "out of memory" : "out of steps");
        return NULL;
    }
    share = XML_TREE_SHARES * nodes;
    c->node = from != NULL ? from->node : (xmlNode *)t->doc;
    c->opLimit = share + XML_TREE_COMPARISONS / nodes - t->used;
    c->opCount = 0;
    xmlResetError(&c->lastError);
    answer = xmlXPathCompiledEval(q->compiled, c);
    t->tired = answer == NULL && c->lastError.code == OUT_OF_STEPS;
    if (answer == NULL)
        fail_set(fail, "%s", query_error(&c->lastError));
    else if (c->opCount > share)
        t->used += c->opCount - share;
    return answer;
}

/* What shows only when a query runs, such as count('a'), shows on any tree. */
static int
try_out(const struct xml_query *q, struct fail *fail)
{
    struct xml_tree *t = xml_tree_new();
    xmlXPathObject *answer;

    xml_tree_open(t, STR("a"), NULL);
    answer = ask(q, t, NULL, fail);
    xmlXPathFreeObject(answer);
    xml_tree_free(t);
    return answer == NULL ? -1 : 0;
}

int
xml_query_new(struct xml_query **out, struct str text, struct fail *fail)
{
    struct xml_query *q;
    xmlXPathContext *c;
    struct buf wrapped = BUF_MAX(XML_PATH_BYTES_MAX + 16);
    int rc = -1;

    if (xml_path_check(text, fail) != 0)
        return -1;
    q = mem_new(sizeof *q);
    /* Simple paths would be run by libxml2's stream matcher, which keeps no
     * count of steps; it does not take what has a parenthesis. */
    buf_addf(&wrapped, "(" STR_FMT ")", STR_ARG(text));
    c = new_context(NULL);
    if (c != NULL)
        q->compiled =
            xmlXPathCtxtCompile(c, (const xmlChar *)buf_text(&wrapped));
    if (q->compiled != NULL)
        rc = try_out(q, fail);
    else if (c != NULL)
        fail_set(
            fail, "byte %d: %s", c->lastError.int1, query_error(&c->lastError));
    else
        fail_set(fail, "out of memory");
    xmlXPathFreeContext(c);
    buf_clear(&wrapped);
    if (rc == 0)
        *out = q;
    else
        xml_query_free(q);
    return rc;
}

void
xml_query_free(struct xml_query *q)
{
    if (q == NULL)
        return;
    xmlXPathFreeCompExpr(q->compiled);
    free(q);
}

static struct xml_hit
hit_of(xmlNode *n)
{
    struct xml_hit hit = { .node = n };

    if (n->type == XML_DOCUMENT_NODE && n->children != NULL)
        hit.mark = n->children->_private;
    else if (n->type == XML_ELEMENT_NODE)
        hit.mark = n->_private;
    else if (n->type == XML_ATTRIBUTE_NODE && n->children != NULL)
        hit.text = view(n->children->content);
    else if (n->type == XML_TEXT_NODE)
        hit.text = view(n->content);
    return hit;
}

int
xml_query_each(const struct xml_query *q, struct xml_tree *t,
    const struct xml_hit *from,
    int (*visit)(void *ctx, const struct xml_hit *hit), void *ctx,
    struct fail *fail)
{
    xmlXPathObject *answer = ask(q, t, from, fail);
    const xmlNodeSet *set;

    if (answer == NULL)
        return -1;
    set = answer->nodesetval;
    if (answer->type == XPATH_NODESET) {
        for (int i = 0; set != NULL && i < set->nodeNr; i++) {
            struct xml_hit hit;

            /* No element is declared a namespace, so none is found. */
            if (set->nodeTab[i]->type == XML_NAMESPACE_DECL)
                continue;
            hit = hit_of(set->nodeTab[i]);
            if (visit(ctx, &hit) != 0)
                break;
        }
    } else {
        xmlChar *text = xmlXPathCastToString(answer);
        struct xml_hit hit = { .text = view(text) };

        if (text != NULL)
            visit(ctx, &hit);
        xmlFree(text);
    }
    xmlXPathFreeObject(answer);
    return 0;
}

int
xml_query_holds(const struct xml_query *q, struct xml_tree *t)
{
    struct fail why;
    xmlXPathObject *answer = ask(q, t, NULL, &why);
    int holds = answer != NULL && xmlXPathCastToBoolean(answer);

    xmlXPathFreeObject(answer);
    return holds;
}
