/* shelfwatch recalls explain: why an offer is, or is not, under a recall. */
#include "cli/recalls_work.h"
#include "cli/verbs.h"

#include "base/file.h"
#include "base/mem.h"
#include "core/limits.h"
#include "recalls/recall_explain.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What store_listing_each is asked for. */
struct wanted {
    int64_t id;
    struct listing *found;
};

static int
take_wanted(int64_t id, struct listing **l, void *ctx, struct fail *fail)
{
    struct wanted *w = ctx;

    (void)fail;
    if (id == w->id && w->found == NULL) {
        w->found = *l;
        *l = NULL;
    }
    return 0;
}

static int
read_file(struct listing **out, const char *path, struct fail *fail)
{
    struct buf text = BUF_MAX(LIMIT_LINE_BYTES);
    struct str rest, line;
    struct js *j = NULL;
    int rc = file_read(&text, path, fail);

    rest = buf_str(&text);
    if (rc == 0 && !str_next_line(&rest, &line))
        rc = fail_set(fail, "%s: is empty", path);
    if (rc == 0 &&
        (js_parse(&j, line, fail) != 0 || listing_from_json(out, j, fail) != 0))
        rc = fail_wrap(fail, "%s:1", path);
    js_free(j);
    buf_clear(&text);
    return rc;
}

/* A file with the offer as its first line, or an offer's number in the
 * store. */
static int
find_listing(
    struct listing **out, struct store *s, const char *what, struct fail *fail)
{
    struct wanted w = { 0 };

    if (access(what, F_OK) == 0)
        return read_file(out, what, fail);
    if (s == NULL || str_to_i64(str_of(what), &w.id) != 0)
        return fail_set(
            fail, "'%s' is no file, and no offer of the store", what);
    if (store_listing_each(s, take_wanted, &w, fail) != 0)
        return -1;
    *out = w.found;
    return w.found != NULL ? 0
                           : fail_set(fail, "no offer %s in the store", what);
}

static int
take_recall(struct recall **r, void *ctx, struct fail *fail)
{
    (void)fail;
    recalls_add(ctx, r);
    return 0;
}

static int
load_recalls(struct recalls *rs, struct store *s,
    const struct recalls_options *o, struct fail *fail)
{
    struct recall_import im = { .out = rs };

    return o->recalls != NULL ? recall_load(&im, o->recalls, o->form, fail)
                              : store_recall_each(s, take_recall, rs, fail);
}

static int
find_recall(uint32_t *out, const struct recall_index *ix,
    const struct recalls_options *o, const char *id, struct fail *fail)
{
    for (size_t i = 0; i < recall_index_count(ix); i++) {
        const struct recall *r = recall_index_at(ix, i);

        if (str_is(recall_get(r, RECALL_ID), id) &&
            (o->source == NULL ||
                str_is(recall_get(r, RECALL_SOURCE), o->source))) {
            *out = (uint32_t)i;
            return 0;
        }
    }
    return fail_set(fail, "no recall '%s'", id);
}

static void
print_json(const struct recall_explanation *x, const char *id)
{
    struct buf text = BUF_MAX(LIMIT_LINE_BYTES);
    struct js *out = js_new_object(), *steps = js_new_array();

    js_set_textz(out, "recall", id);
    for (size_t i = 0; i < x->count; i++) {
        const struct match_step *s = &x->step[i];
        struct js *step = js_new_object();

        js_set_textz(step, "rung", s->rung);
        js_set_textz(step, "feature", s->feature);
        js_set_textz(step, "value", s->value);
        js_set_number(step, "share", s->share);
        if (s->denies)
            js_set_bool(step, "denies", 1);
        js_add(steps, step);
    }
    js_set(out, "steps", steps);
    if (x->finding != NULL)
        js_set(out, "finding", finding_to_json(x->finding));
    js_write(&text, out);
    puts(buf_text(&text));
    js_free(out);
    buf_clear(&text);
}

static void
print_text(const struct recall_explanation *x)
{
    const char *rung = "";

    for (size_t i = 0; i < x->count; i++) {
        const struct match_step *s = &x->step[i];

        if (strcmp(rung, s->rung) != 0)
            printf("%s\n", s->rung);
        rung = s->rung;
        if (s->share != 0)
            printf("  %+.3f ", s->share);
        else
            printf("  %s ", s->denies ? "  no  " : "      ");
        printf("%s: %s\n", s->feature, s->value[0] != '\0' ? s->value : "-");
    }
    if (x->finding == NULL)
        puts("outcome\n  no finding");
    else
        printf("outcome\n  %s, score %.3f: %s\n",
            finding_strength_name(x->finding->strength), x->finding->score,
            x->finding->reason);
}

int
recalls_explain(int argc, char **argv, const struct recalls_options *o)
{
    struct recalls rs = { 0 };
    struct recall_index *ix = NULL;
    struct recall_scratch *scratch = NULL;
    struct recall_explanation x = { 0 };
    struct listing *l = NULL;
    struct store *s = NULL;
    struct fail fail = { "" };
    uint32_t recall = 0;
    int rc = -1;

    (void)argc;
    if (o->recalls == NULL &&
        store_open(&s, store_path(o->store), STORE_READ, &fail) != 0)
        goto out;
    if (find_listing(&l, s, argv[0], &fail) != 0 ||
        load_recalls(&rs, s, o, &fail) != 0)
        goto out;
    ix = recall_index_new(&rs);
    if (find_recall(&recall, ix, o, argv[1], &fail) != 0)
        goto out;
    scratch = recall_scratch_new(ix);
    recall_scratch_set_language(scratch, o->language);
    recall_explain(ix, scratch, l, recall, &x);
    if (o->json)
        print_json(&x, argv[1]);
    else
        print_text(&x);
    rc = 0;
out:
    recall_explanation_clear(&x);
    recall_scratch_free(scratch);
    recall_index_free(ix);
    recalls_clear(&rs);
    listing_free(l);
    store_close(s);
    return rc == 0 ? VERB_DONE : verb_failed("recalls explain", fail.text);
}
