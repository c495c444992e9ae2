#include "scan/pictures.h"

#include "core/url.h"
#include "store/pictures.h"

#include <stdlib.h>

static int
is_web(struct str url)
{
    return str_starts(url, STR("http://")) || str_starts(url, STR("https://"));
}

int
pictures_note(struct pictures *p, int64_t listing, const struct listing *l,
    struct fail *fail)
{
    const struct texts *images = &l->list[LISTING_IMAGES];
    int place = 0, rc = 0;

    for (size_t i = 0; i < images->count && place < p->max && rc == 0; i++) {
        char *url = is_web(str_of(images->item[i]))
                        ? url_resolve(STR_NONE, str_of(images->item[i]), NULL)
                        : NULL;

        if (url == NULL)
            continue; /* a picture inside the page, or no address at all */
        rc = store_picture_due(p->store, listing, str_of(url), place++, fail);
        if (rc == 1) {
            texts_add(&p->due, str_of(url));
            rc = 0;
        }
        free(url);
    }
    return rc;
}
