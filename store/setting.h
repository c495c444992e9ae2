/* store/setting.h - what an authority sets, as JSON under a name. */
#ifndef STORE_SETTING_H
#define STORE_SETTING_H

#include "store/accounts.h"

/* 1 with *out owned, or 0 where it was never set. */
int store_setting_get(
    struct store *s, const char *name, struct js **out, struct fail *fail);
/* Set it; the audit log gets `action` with the value. */
int store_setting_put(struct store *s, const char *name, const struct js *value,
    const char *action, const struct store_by *by, struct fail *fail);

#endif
