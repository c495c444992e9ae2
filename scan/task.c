#include "scan/task.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct task *
task_new(int64_t id, const struct frontier_task *f)
{
    struct task *t = mem_new(sizeof *t);

    t->id = id;
    t->url = str_dup(f->url);
    t->host = str_dup(f->host);
    t->depth = f->depth;
    t->leads_on = f->priority == FRONTIER_LIST;
    t->kind = f->priority == FRONTIER_FIRST     ? MESSAGE_KIND_SITEMAP
              : f->priority == FRONTIER_PICTURE ? MESSAGE_KIND_PICTURE
                                                : MESSAGE_KIND_PAGE;
    return t;
}

void
task_take_page(struct task *t, struct page *p, struct shelf *shelf)
{
    struct str body = buf_str(&p->body);
    char *slot = NULL;

    t->page = p;
    if (!p->body.lent)
        return;
    if (shelf != NULL && body.len < shelf_slot_bytes(shelf))
        slot = shelf_take(shelf);
    if (slot == NULL) {
        p->body = BUF_MAX(p->body.max);
        buf_adds(&p->body, body);
        return;
    }
    memcpy(slot, body.p, body.len);
    slot[body.len] = '\0';
    p->body = buf_lent(slot, body.len, 0, body.len);
    t->shelf = shelf;
    t->slot = slot;
}

struct page *
task_leave_page(struct task *t)
{
    struct page *p = t->page;

    if (t->slot != NULL)
        shelf_give_back(t->shelf, t->slot);
    t->slot = NULL;
    t->page = NULL;
    if (p != NULL && p->body.lent)
        buf_clear(&p->body);
    return p;
}

void
task_drop_page(struct task *t)
{
    page_free(task_leave_page(t));
}

void
task_forget(struct task *t)
{
    free(t->known.etag);
    free(t->known.last_modified);
    free(t->known.digest);
    free(t->known.record);
    t->known = (struct store_validators){ 0 };
}

void
task_free(void *task)
{
    struct task *t = task;

    if (t == NULL)
        return;
    free(t->url);
    free(t->host);
    task_forget(t);
    task_drop_page(t);
    reading_clear(&t->reading);
    free(t);
}

static int
has_body(const struct page *p)
{
    return p->outcome != PAGE_FAILED && p->outcome != PAGE_REFUSED &&
           p->outcome != PAGE_NOT_MODIFIED && p->body.len > 0;
}

void
task_hash(struct task *t, const struct page *p)
{
    struct str known = str_of(t->known.digest);

    t->digest[0] = '\0';
    if (p->outcome == PAGE_NOT_MODIFIED && known.len < sizeof t->digest) {
        memcpy(t->digest, known.len > 0 ? known.p : "", known.len);
        t->digest[known.len] = '\0';
    } else if (t->known.digest != NULL && has_body(p)) {
        digest_sha256_hex(buf_str(&p->body), t->digest);
    }
}

void
task_hash_soon(struct task *t, struct task **waits)
{
    unsigned char digest[2][DIGEST_BYTES];
    struct str body[2];

    if (t->digest[0] != '\0' || !has_body(t->page))
        return;
    if (*waits == NULL) {
        *waits = t;
        return;
    }
    body[0] = buf_str(&t->page->body);
    body[1] = buf_str(&(*waits)->page->body);
    digest_sha256_pair(body, digest);
    digest_hex(digest[0], t->digest);
    digest_hex(digest[1], (*waits)->digest);
    *waits = NULL;
}

void
task_hash_now(struct task *t, struct task **waits)
{
    if (*waits != t)
        return;
    digest_sha256_hex(buf_str(&t->page->body), t->digest);
    *waits = NULL;
}

const char *
task_state(const struct task *t, const struct message_result *r)
{
    static const char *const names[] = { "observed", "partial", "blocked" };

    if (t->page->outcome == PAGE_NOT_MODIFIED && r->observed == PAGE_OBSERVED)
        return "unchanged";
    return names[r->observed];
}

void
task_backlog_init(struct task_backlog *b)
{
    *b = (struct task_backlog){ .end = &b->first };
}

void
task_backlog_add(struct task_backlog *b, struct task *t)
{
    struct task **at = t->leads_on ? &b->first : b->end;

    t->next = *at;
    *at = t;
    if (t->next == NULL)
        b->end = &t->next;
    b->count++;
    b->bytes += t->page->body.len;
}

void
task_backlog_remove(struct task_backlog *b, struct task *before, struct task *t)
{
    struct task **link = before == NULL ? &b->first : &before->next;

    *link = t->next;
    if (t->next == NULL)
        b->end = link;
    b->count--;
    b->bytes -= t->page->body.len;
}

struct task *
task_backlog_take(struct task_backlog *b)
{
    struct task *t = b->first;

    if (t != NULL)
        task_backlog_remove(b, NULL, t);
    return t;
}
