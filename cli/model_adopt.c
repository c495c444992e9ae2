#include "cli/model_adopt.h"

#include "base/datadir.h"
#include "base/file.h"
#include "base/mem.h"
#include "classifier/calibrate.h"
#include "classifier/metrics.h"
#include "classifier/risk.h"
#include "cli/model_decisions.h"
#include "cli/screener.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Decisions of each side below which no figure means anything. */
#define SIDE_MIN 10
#define SEED 1

struct contender {
    struct risk_model *model;
    struct risk_scratch *scratch;
    struct metrics_item *item; /* owned */
    size_t cap;
    struct metrics m;
};

struct contest {
    struct contender side[2]; /* current, candidate */
    size_t count;
};

static int
judge(const struct model_decision *d, void *ctx, struct fail *fail)
{
    struct contest *c = ctx;

    (void)fail;
    if (!d->held_out)
        return 0;
    for (size_t i = 0; i < COUNT(c->side); i++) {
        struct contender *s = &c->side[i];
        struct risk_verdict v;

        risk_judge(s->model, s->scratch, d->listing, &v);
        s->item = mem_grow(s->item, &s->cap, c->count + 1, sizeof s->item[0]);
        s->item[c->count] = (struct metrics_item){ v.risk, d->positive };
    }
    c->count++;
    return 0;
}

static void
print_contest(struct contest *c)
{
    static const char *const names[] = { "current", "candidate" };

    printf("on %zu held-out decisions, %zu confirmed\n", c->count,
        c->side[0].m.positives);
    for (size_t i = 0; i < COUNT(c->side); i++) {
        const struct metrics *m = &c->side[i].m;

        printf("%-10s %s\n", names[i], risk_version(c->side[i].model));
        if (m->positives > 0 && m->negatives > 0)
            printf("           ROC AUC %.3f (%.3f-%.3f)  average precision at "
                   "%.0f %% %.3f (%.3f-%.3f)\n",
                m->auc.value, m->auc.low, m->auc.high,
                CALIBRATE_BASE_RATE * 100, m->average_precision.value,
                m->average_precision.low, m->average_precision.high);
    }
}

/* 0, or -1 where the figures do not speak for the candidate. */
static int
check(const struct contest *c, struct fail *fail)
{
    const struct metrics *now = &c->side[0].m, *then = &c->side[1].m;

    if (now->positives < SIDE_MIN || now->negatives < SIDE_MIN)
        return fail_set(fail,
            "too few held-out decisions to compare: %zu confirmed, %zu "
            "dismissed, %d of each are needed",
            now->positives, now->negatives, SIDE_MIN);
    if (then->auc.value < now->auc.value ||
        then->average_precision.value < now->average_precision.value)
        return fail_set(fail, "the candidate is worse");
    return 0;
}

/* The folder of models, and the candidate's name in it. */
static int
place_of(const char *candidate, struct buf *current, struct buf *name,
    struct fail *fail)
{
    char dir[PATH_MAX], models[PATH_MAX], *slash;

    if (datadir_find(current, "models/CURRENT", fail) != 0)
        return -1;
    if (realpath(candidate, dir) == NULL ||
        realpath(buf_text(current), models) == NULL)
        return fail_set(fail, "%s: no such folder", candidate);
    *strrchr(models, '/') = '\0';
    slash = strrchr(dir, '/');
    *slash = '\0';
    if (strcmp(dir, models) != 0)
        return fail_set(
            fail, "%s: not in %s, where models are found", candidate, models);
    buf_addf(name, "%s\n", slash + 1);
    return 0;
}

static int
load(struct contest *c, const char *candidate, struct fail *fail)
{
    struct buf dir = BUF_MAX(PATH_MAX);
    int rc = screener_model_dir(&dir, fail);

    if (rc == 0)
        rc = risk_load(&c->side[0].model, buf_text(&dir), fail);
    if (rc == 0)
        rc = risk_load(&c->side[1].model, candidate, fail);
    for (size_t i = 0; rc == 0 && i < COUNT(c->side); i++)
        c->side[i].scratch = risk_scratch_new(c->side[i].model);
    buf_clear(&dir);
    return rc;
}

int
model_adopt(
    const char *candidate, const char *store, int force, struct fail *fail)
{
    struct buf current = BUF_MAX(PATH_MAX), name = BUF_MAX(PATH_MAX);
    struct contest c = { .count = 0 };
    int rc = place_of(candidate, &current, &name, fail);

    if (rc == 0)
        rc = load(&c, candidate, fail);
    if (rc == 0)
        rc = model_decisions_each(store, judge, &c, fail);
    if (rc == 0) {
        for (size_t i = 0; i < COUNT(c.side); i++)
            metrics_measure(&c.side[i].m, c.side[i].item, c.count,
                CALIBRATE_BASE_RATE, SEED);
        print_contest(&c);
        rc = check(&c, fail);
        if (rc != 0 && force) {
            printf("adopted by force: %s\n", fail->text);
            rc = 0;
        } else if (rc != 0) {
            fail_wrap(fail, "not adopted");
        }
    }
    if (rc == 0)
        rc = file_write(buf_text(&current), buf_str(&name), fail);
    if (rc == 0)
        printf("in use from now on: %s", buf_text(&name));
    for (size_t i = 0; i < COUNT(c.side); i++) {
        risk_scratch_free(c.side[i].scratch);
        risk_free(c.side[i].model);
        free(c.side[i].item);
    }
    buf_clear(&current);
    buf_clear(&name);
    return rc;
}
