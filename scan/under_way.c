#include "scan/under_way.h"

#include "base/now.h"

/* Most bodies lie on a shelf or go on; of larger ones there are few. */
#define SPARE_BODY_BYTES (64u << 10)

static struct str
key_of(const int64_t *id)
{
    return (struct str){ (const char *)id, sizeof *id };
}

void
under_way_init(struct under_way *u, struct keeper *keeper,
    struct frontier *frontier, const struct enqueue *enqueue)
{
    *u = (struct under_way){ .keeper = keeper,
        .frontier = frontier,
        .enqueue = enqueue,
        .tasks = map_new(task_free) };
}

void
under_way_clear(struct under_way *u)
{
    map_free(u->tasks);
    u->tasks = NULL;
    u->unhashed = NULL;
    while (u->spare_count > 0)
        page_free(u->spare[--u->spare_count]);
}

struct page *
under_way_page(struct under_way *u)
{
    return u->spare_count > 0 ? u->spare[--u->spare_count] : page_new(STR(""));
}

static void
forget(struct under_way *u, struct task *t)
{
    int64_t id = t->id;
    struct page *p = task_leave_page(t);

    if (p == NULL || u->spare_count == UNDER_WAY_SPARES ||
        p->body.cap > SPARE_BODY_BYTES || p->rendered.cap > 0 ||
        p->screenshot.cap > 0)
        page_free(p);
    else
        u->spare[u->spare_count++] = p;
    map_remove(u->tasks, key_of(&id));
}

struct task *
under_way_add(struct under_way *u, const struct frontier_task *f)
{
    struct task *t = task_new(++u->last_id, f);

    map_put(u->tasks, key_of(&t->id), t);
    return t;
}

struct task *
under_way_find(const struct under_way *u, int64_t id)
{
    return map_get(u->tasks, key_of(&id));
}

size_t
under_way_count(const struct under_way *u)
{
    return map_count(u->tasks);
}

void
under_way_drop(struct under_way *u, struct task *t)
{
    task_hash_now(t, &u->unhashed);
    forget(u, t);
}

int
under_way_finish(struct under_way *u, struct task *t, const char *state,
    const char *reason, const struct under_way_found *found, struct fail *fail)
{
    struct kept kept = { .page = t->page,
        .digest = t->digest,
        .reading = &t->reading,
        .known = t->known.record != NULL ? &t->known : NULL,
        .result = found != NULL ? found->result : NULL,
        .casefiles = found != NULL ? found->casefiles : NULL,
        .of_picture = t->kind == MESSAGE_KIND_PICTURE,
        .undecided = found != NULL && found->undecided,
        .state = state,
        .reason = reason };
    const struct enqueue_page of = { str_of(t->url), t->depth,
        t->reading.settled ? buf_str(&t->reading.link_keys) : STR_NONE };

    task_hash_now(t, &u->unhashed);
    if ((found != NULL && enqueue_links(u->enqueue, &of, found->result,
                              &kept.link_keys, fail) != 0) ||
        keeper_keep(u->keeper, &kept, fail) != 0 ||
        enqueue_pictures(u->enqueue, keeper_pictures(u->keeper), fail) != 0 ||
        frontier_done(u->frontier, now_monotonic_ms(), str_of(t->url), fail) !=
            0)
        return -1;
    forget(u, t);
    return 0;
}
