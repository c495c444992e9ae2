#include "tests/check.h"

#include "base/file.h"
#include "core/limits.h"
#include "core/picture_facts.h"

#define SEEDS "tests/fuzz/seeds/picture/"

/* All seeds are one drawing of 48 x 36. */
static const struct {
    const char *file;
    enum picture_format format;
    int far; /* from the JPEG's look at most */
} same[] = {
    { "photo.jpg", PICTURE_JPEG, 0 },
    { "photo.png", PICTURE_PNG, PICTURE_FACTS_NEAR },
    { "photo.webp", PICTURE_WEBP, PICTURE_FACTS_NEAR },
    { "photo.gif", PICTURE_GIF, 12 }, /* in 64 colours */
    { "interlaced.gif", PICTURE_GIF, 12 },
    { "clear.png", PICTURE_PNG, 12 }, /* white at its left */
    { "clear.webp", PICTURE_WEBP, 12 },
    { "cut.jpg", PICTURE_JPEG, 64 }, /* what came of it is shown */
};

static int
facts_of(struct picture_facts *f, const char *name, struct fail *fail)
{
    struct buf bytes = BUF_MAX(1u << 20);
    char path[200];
    int rc;

    snprintf(path, sizeof path, SEEDS "%s", name);
    rc = file_read(&bytes, path, fail);
    if (rc == 0)
        rc = picture_facts_make(f, buf_str(&bytes), fail);
    buf_clear(&bytes);
    return rc;
}

static void
reads_every_format(void **state)
{
    struct fail fail = { "" };
    uint64_t first = 0;

    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        struct picture_facts f;
        int w = 0, h = 0;

        if (facts_of(&f, same[i].file, &fail) != 0) {
            CHECK_TEXT(fail.text, "", same[i].file);
            continue;
        }
        if (i == 0)
            first = f.look;
        CHECK_INT(f.format, same[i].format, same[i].file);
        CHECK_INT(f.width, 48, same[i].file);
        CHECK_INT(f.height, 36, same[i].file);
        CHECK_INT(f.plain, 0, same[i].file);
        CHECK_INT(picture_facts_distance(f.look, first) <= same[i].far, 1,
            same[i].file);
        CHECK_INT(picture_measure(buf_str(&f.thumb), &w, &h, NULL), 0, "thumb");
        CHECK_INT(w, 48, "a small picture is not made larger");
        picture_facts_clear(&f);
    }
    check_end();
}

/* The heads of pictures that would take gigabytes, and of what is none. */
static const struct {
    const char *name;
    struct str bytes;
    const char *why;
} refused[] = {
    { "nothing", STR(""), "neither JPEG nor PNG, WebP or GIF" },
    { "a drawing with scripts", STR("<svg xmlns=\"x\"><script/></svg>"),
        "neither JPEG nor PNG, WebP or GIF" },
    { "a page", STR("<!DOCTYPE html>"), "neither JPEG nor PNG, WebP or GIF" },
    { "GIF of 65535 x 65535", STR("GIF89a\xFF\xFF\xFF\xFF\x00\x00\x00;"),
        "image/gif: 65535 x 65535 is more than 40000000 pixels" },
    { "GIF of nothing", STR("GIF89a\x00\x00\x10\x00\x00\x00\x00;"),
        "image/gif: a picture without pixels" },
    { "GIF without a picture", STR("GIF89a\x10\x00\x10\x00\x00\x00\x00;"),
        "image/gif: no picture in it" },
    { "GIF whose picture is larger than it",
        STR("GIF89a\x02\x00\x02\x00\x80\x00\x00\x00\x00\x00\xFF\xFF\xFF"
            ",\x00\x00\x00\x00\xFF\xFF\xFF\xFF\x00\x02\x02\x4C\x01\x00;"),
        "image/gif: its picture is larger than its screen" },
    { "PNG of 30000 x 30000",
        STR("\x89PNG\r\n\x1A\n\x00\x00\x00\x0DIHDR\x00\x00\x75\x30\x00\x00\x75"
            "\x30\x08\x02\x00\x00\x00\xE9\x45\x6F\xED\x00\x00\x00\x00"
            "IDAT\x35\xAF\x06\x1E\x00\x00\x00\x00IEND\xAE\x42\x60\x82"),
        "image/png: 30000 x 30000 is more than 40000000 pixels" },
    { "JPEG that ends at once", STR("\xFF\xD8\xFF\xE0"), NULL },
    { "WebP that ends at once", STR("RIFF\x04\x00\x00\x00WEBP"),
        "image/webp: not a complete header" },
};

static void
refuses_what_it_must(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct picture_facts f;
        struct fail fail = { "" };

        CHECK_INT(picture_facts_make(&f, refused[i].bytes, &fail), -1,
            refused[i].name);
        if (refused[i].why != NULL)
            CHECK_TEXT(fail.text, refused[i].why, refused[i].name);
        CHECK_INT(f.thumb.p == NULL, 1, refused[i].name);
    }
    check_end();
}

static void
makes_small_ones_of_any_shape(void **state)
{
    static const struct {
        int width, height, thumb_width, thumb_height, plain;
    } rows[] = {
        { 1, 1, 1, 1, 1 },
        { 3000, 2, 160, 1, 1 },
        { 2, 3000, 1, 160, 1 },
        { 640, 480, 160, 120, 1 },
        { 160, 160, 160, 160, 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct picture p;
        struct picture_facts f;
        struct buf file = BUF_MAX(1u << 20);
        int w, h;

        picture_new(&p, rows[i].width, rows[i].height);
        CHECK_INT(picture_encode(&file, &p, 90, NULL), 0, "write");
        CHECK_INT(picture_facts_make(&f, buf_str(&file), NULL), 0, "facts");
        CHECK_INT(f.plain, rows[i].plain, "white shows nothing");
        CHECK_INT(picture_measure(buf_str(&f.thumb), &w, &h, NULL), 0, "thumb");
        CHECK_INT(w, rows[i].thumb_width, "width");
        CHECK_INT(h, rows[i].thumb_height, "height");
        picture_facts_clear(&f);
        picture_clear(&p);
        buf_clear(&file);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_format),
        cmocka_unit_test(refuses_what_it_must),
        cmocka_unit_test(makes_small_ones_of_any_shape),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
