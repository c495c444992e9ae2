#include "classifier/risk.h"

#include "base/mem.h"

#include <stdlib.h>

struct risk_model {
    char version[96];
};

struct risk_scratch {
    int unused;
};

int
risk_load(struct risk_model **out, const char *dir, struct fail *fail)
{
    (void)out;
    return fail_set(fail, "%s: no released model is readable", dir);
}

void
risk_free(struct risk_model *m)
{
    free(m);
}

const char *
risk_version(const struct risk_model *m)
{
    return m->version;
}

struct risk_scratch *
risk_scratch_new(const struct risk_model *m)
{
    (void)m;
    return mem_new(sizeof(struct risk_scratch));
}

void
risk_scratch_free(struct risk_scratch *s)
{
    free(s);
}

void
risk_judge(const struct risk_model *m, struct risk_scratch *s,
    const struct listing *l, struct risk_verdict *out)
{
    (void)m;
    (void)s;
    (void)l;
    *out = (struct risk_verdict){ 0 };
}
