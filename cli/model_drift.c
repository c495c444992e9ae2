#include "cli/model_drift.h"

#include "base/file.h"
#include "base/lines.h"
#include "base/mem.h"
#include "classifier/risk.h"
#include "classifier/tongue.h"
#include "core/limits.h"
#include "store/store.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Classes that changed most, named per language. */
#define CLASSES_NAMED 3

struct counting {
    struct risk_model *model;
    struct risk_scratch *scratch;
    struct glossary *glossary;
    struct tokens title;
    struct drift drift;
};

static int
counting_open(struct counting *c, const char *dir, struct fail *fail)
{
    struct buf path = BUF_MAX(4096), text = BUF_MAX(LIMIT_CONFIG_BYTES);
    int rc = risk_load(&c->model, dir, fail);

    buf_addf(&path, "%s/glossary.tsv", dir);
    if (rc == 0)
        rc = file_read(&text, buf_text(&path), fail);
    if (rc == 0)
        rc =
            glossary_parse(&c->glossary, buf_str(&text), buf_text(&path), fail);
    if (rc == 0) {
        c->scratch = risk_scratch_new(c->model);
        drift_init(&c->drift, c->glossary, str_of(risk_version(c->model)));
    }
    buf_clear(&path);
    buf_clear(&text);
    return rc;
}

static void
counting_close(struct counting *c)
{
    drift_clear(&c->drift);
    token_clear(&c->title);
    risk_scratch_free(c->scratch);
    risk_free(c->model);
    glossary_free(c->glossary);
}

static void
count_offer(struct counting *c, const struct listing *l)
{
    struct risk_verdict v;

    if (listing_get(l, LISTING_TITLE).len == 0)
        return;
    risk_judge(c->model, c->scratch, l, &v);
    token_read(&c->title, listing_get(l, LISTING_TITLE), DRIFT_TITLE_TOKENS);
    drift_add(&c->drift, c->glossary, &c->title, v.risk);
}

static int
count_line(struct counting *c, struct str line, struct fail *fail)
{
    struct listing *l = NULL;
    struct js *j = NULL;
    int rc = js_parse(&j, line, fail);

    if (rc == 0)
        rc = listing_from_json(&l, j, fail);
    if (rc == 0)
        count_offer(c, l);
    listing_free(l);
    js_free(j);
    return rc;
}

static int
count_file(struct counting *c, const char *path, struct fail *fail)
{
    FILE *in = fopen(path, "r");
    struct lines lines;
    struct str line;
    int rc = 0;

    if (in == NULL)
        return fail_set(fail, "%s: %s", path, strerror(errno));
    lines_init(&lines, in, LIMIT_LINE_BYTES);
    while (rc == 0 && lines_next(&lines, &line))
        if (str_trim(line).len > 0 && count_line(c, line, fail) != 0)
            rc = fail_wrap(fail, "%s:%zu", path, lines.number);
    lines_clear(&lines);
    fclose(in);
    return rc;
}

static int
count_stored(int64_t id, struct listing **l, void *ctx, struct fail *fail)
{
    (void)id;
    (void)fail;
    count_offer(ctx, *l);
    return 0;
}

/* "models/NAME/" to "models/NAME.drift.json". */
static void
reference_path(struct buf *out, const char *model, const char *given)
{
    struct str dir = str_of(model);

    while (dir.len > 1 && dir.p[dir.len - 1] == '/')
        dir.len--;
    if (given != NULL)
        buf_addz(out, given);
    else
        buf_addf(out, STR_FMT ".drift.json", STR_ARG(dir));
}

static int
write_reference(const struct drift *d, const char *path, struct fail *fail)
{
    struct buf text = BUF_MAX(LIMIT_CONFIG_BYTES);
    struct js *j = drift_to_json(d);
    int rc;

    js_write(&text, j);
    buf_addc(&text, '\n');
    rc = file_write(path, buf_str(&text), fail);
    js_free(j);
    buf_clear(&text);
    return rc;
}

int
model_drift_keep(struct drift *d, const char *model, struct fail *fail)
{
    struct risk_model *m = NULL;
    struct buf path = BUF_MAX(4096);
    int rc = risk_load(&m, model, fail);

    reference_path(&path, model, NULL);
    if (rc == 0) {
        free(d->model);
        d->model = mem_text(risk_version(m));
        rc = write_reference(d, buf_text(&path), fail);
    }
    risk_free(m);
    buf_clear(&path);
    return rc;
}

static int
make_reference(struct counting *c, const struct model_drift_options *o,
    const char *path, struct fail *fail)
{
    for (size_t i = 0; i < o->listing_count; i++)
        if (count_file(c, o->listings[i], fail) != 0)
            return -1;
    return write_reference(&c->drift, path, fail);
}

static int
load_reference(struct drift *out, const struct counting *c, const char *path,
    struct fail *fail)
{
    struct js *j = NULL;
    int rc = js_load(&j, path, LIMIT_CONFIG_BYTES, fail);

    if (rc == 0 && drift_from_json(out, j, &c->drift, fail) != 0)
        rc = fail_wrap(fail, "%s", path);
    js_free(j);
    return rc;
}

static const char *
word_of(const struct drift_change *c)
{
    return c->warns               ? "changed"
           : c->psi > DRIFT_WARN  ? "too few offers to tell"
           : c->psi > DRIFT_WATCH ? "watch"
                                  : "as before";
}

/* The classes whose share changed most, once each. */
static void
print_classes(const struct drift *then, const struct drift *now, int language)
{
    unsigned char told[DRIFT_CLASSES_MAX] = { 0 };

    for (size_t n = 0; n < CLASSES_NAMED; n++) {
        size_t best = 0;
        double most = -1;

        for (size_t i = 0; i < then->classes; i++) {
            double change = fabs(
                drift_share(now, language, i) - drift_share(then, language, i));

            if (!told[i] && change > most) {
                most = change;
                best = i;
            }
        }
        told[best] = 1;
        printf("%14s %-16s %5.1f %% -> %5.1f %%\n", "", then->class_name[best],
            100 * drift_share(then, language, best),
            100 * drift_share(now, language, best));
    }
}

static int
print_drift(const struct drift *then, const struct drift *now)
{
    int warnings = 0;

    printf("%-9s%9s%9s%9s%9s\n", "language", "then", "now", "PSI", "chance");
    for (int l = 0; l < GLOSSARY_LANGUAGES; l++) {
        const struct drift_change change[] = { drift_scores(then, now, l),
            drift_classes(then, now, l), drift_lengths(then, now, l) };
        static const char *const names[] = { "scores", "classes",
            "title lengths" };
        const char *language = tongue_name((enum glossary_language)l);

        for (size_t k = 0; k < COUNT(change); k++) {
            printf("%-9s%9.0f%9.0f%9.3f%9.3f  %s: %s\n", language,
                then->language[l].offers, now->language[l].offers,
                change[k].psi, change[k].chance, names[k],
                now->language[l].offers < 1 ? "no offers"
                                            : word_of(&change[k]));
            if (change[k].warns)
                fprintf(stderr,
                    "shelfwatch model: %s of %s offers changed (PSI %.2f): "
                    "train or calibrate again\n",
                    names[k], language, change[k].psi);
            warnings += change[k].warns;
        }
        if (now->language[l].offers > 0 && then->language[l].offers > 0)
            print_classes(then, now, l);
    }
    return warnings;
}

static int
compare(struct counting *c, const struct model_drift_options *o,
    const char *path, struct fail *fail)
{
    struct store *s = NULL;
    struct drift then = { 0 };
    int rc = load_reference(&then, c, path, fail);

    if (rc == 0)
        rc = store_open(&s, o->store, STORE_READ, fail);
    if (rc == 0)
        rc = store_listing_lately(s, o->scans, count_stored, c, fail);
    store_close(s);
    if (rc == 0)
        rc = print_drift(&then, &c->drift);
    drift_clear(&then);
    return rc;
}

int
model_drift(const struct model_drift_options *o, struct fail *fail)
{
    struct counting c = { 0 };
    struct buf path = BUF_MAX(4096);
    int rc = counting_open(&c, o->model, fail);

    reference_path(&path, o->model, o->reference);
    if (rc == 0)
        rc = o->listing_count > 0 ? make_reference(&c, o, buf_text(&path), fail)
                                  : compare(&c, o, buf_text(&path), fail);
    counting_close(&c);
    buf_clear(&path);
    return rc;
}
