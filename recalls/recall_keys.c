#include "recalls/recall_keys.h"

#include "base/mem.h"

#include <stdlib.h>

void
recall_keys_add(struct recall_keys *k, uint32_t key, int is_token)
{
    if (is_token) {
        k->token = mem_grow(
            k->token, &k->token_cap, k->token_count + 1, sizeof k->token[0]);
        k->token[k->token_count++] = key;
        return;
    }
    k->item = mem_grow(k->item, &k->cap, k->count + 1, sizeof k->item[0]);
    k->item[k->count++] = key;
}

void
recall_keys_clear(struct recall_keys *k)
{
    free(k->item);
    free(k->token);
    *k = (struct recall_keys){ 0 };
}

/* Take a counted run off the front. */
static int
take(struct str *out, struct str *bytes)
{
    size_t len;

    if (bytes->len < RECALL_KEY_BYTES)
        return -1;
    len = (size_t)recall_key_at(*bytes, 0) * RECALL_KEY_BYTES;
    *bytes = str_sub(*bytes, RECALL_KEY_BYTES, bytes->len);
    if (bytes->len < len)
        return -1;
    *out = str_sub(*bytes, 0, len);
    *bytes = str_sub(*bytes, len, bytes->len);
    return 0;
}

int
recall_keys_view(struct recall_key_view *out, struct str bytes)
{
    return take(&out->keys, &bytes) == 0 && take(&out->tokens, &bytes) == 0 &&
                   bytes.len == 0
               ? 0
               : -1;
}
