/* Input: a gzip member, read; any bytes, written and read again, and as a text
 * in lines; and how pages are put together that share much, which are written
 * one after the other. */
#include "tests/fuzz/fuzz.h"

#include "base/gzip.h"

#define PAGE_BYTES_MAX (128u << 10)
#define PAGES_MAX 12

/* A style sheet of its own for each number, of so many bytes at most. */
static void
add_style(struct buf *out, unsigned number, size_t bytes)
{
    size_t end = out->len + bytes;

    for (unsigned i = 0; out->len < end; i++)
        buf_addf(out, ".s%u-%u { margin: %upx }\n", number, i, i * number % 97);
    buf_cut(out, end);
}

static void
add_tags(struct buf *out, size_t bytes)
{
    size_t end = out->len + bytes;

    for (unsigned i = 0; out->len < end; i++)
        buf_addf(out, "<li>%u", i * i);
    buf_cut(out, end);
}

/* What is written of a page is the page. */
static void
check_page(struct gzip_writer *w, const struct gzip_parts *parts)
{
    struct buf packed = BUF_MAX(4 * PAGE_BYTES_MAX);
    struct buf out = BUF_MAX(2 * PAGE_BYTES_MAX);
    struct str got;
    size_t used;

    assert(gzip_writer_add_parts(w, &packed, parts, parts->head.len) == 0);
    assert(gzip_read(&out, buf_str(&packed), &used, NULL) == 0);
    assert(used == packed.len);
    assert(out.len == parts->head.len + parts->body.len + parts->tail.len);
    got = buf_str(&out);
    assert(str_starts(got, parts->head) && str_ends(got, parts->tail));
    assert(str_eq(str_sub(got, parts->head.len, parts->body.len), parts->body));
    buf_clear(&packed);
    buf_clear(&out);
}

/* A head alone: the bytes, and a text in lines that is made of them. */
static void
check_head(struct str bytes)
{
    struct gzip_writer *w = gzip_writer_new(0);
    struct buf text = BUF_MAX(PAGE_BYTES_MAX);

    bytes = str_sub(bytes, 0, PAGE_BYTES_MAX);
    check_page(w, &(struct gzip_parts){ bytes, STR_NONE, STR_NONE });
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned c = (unsigned char)bytes.p[i] % 97;

        buf_addc(&text, c < 2 ? "\r\n"[c] : (char)(c - 2 + ' '));
    }
    check_page(w, &(struct gzip_parts){ buf_str(&text), STR_NONE, STR_NONE });
    buf_clear(&text);
    gzip_writer_free(w);
}

/* Append to the page what the next bytes of the recipe ask for. 0: it ends. */
static int
add_next(struct buf *page, struct str *recipe)
{
    unsigned what = (unsigned char)recipe->p[0];
    size_t n = recipe->len > 1 ? (unsigned char)recipe->p[1] : 0;

    *recipe = str_sub(*recipe, 2, recipe->len);
    if (page->len > PAGE_BYTES_MAX / 2)
        return 0;
    switch (what % 4) {
    case 0:
        return 0;
    case 1:
        add_style(page, what / 4 % 8, 64 * n);
        break;
    case 2:
        add_tags(page, 64 * n);
        break;
    default:
        buf_adds(page, str_sub(*recipe, 0, n));
        *recipe = str_sub(*recipe, n, recipe->len);
    }
    return 1;
}

static void
check_pages(struct str recipe)
{
    struct gzip_writer *w = gzip_writer_new(0);
    struct buf page = BUF_MAX(PAGE_BYTES_MAX);

    for (int i = 0; i < PAGES_MAX && recipe.len > 0; i++) {
        buf_reset(&page);
        while (recipe.len > 0 && add_next(&page, &recipe))
            ;
        check_page(w, &(struct gzip_parts){ str_sub(recipe, 0, 40),
                          buf_str(&page), STR("\r\n\r\n") });
    }
    buf_clear(&page);
    gzip_writer_free(w);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = { (const char *)data, size };
    struct buf out = BUF_MAX(100000), packed = BUF_MAX(1u << 20);
    struct gzip_reader *reader;
    size_t used;

    if (gzip_read(&out, bytes, &used, NULL) == 0)
        assert(used <= size && !out.over);
    assert(out.len <= out.max);
    buf_reset(&out);
    if (size < out.max) {
        assert(gzip_add(&packed, bytes, 1) == 0);
        assert(gzip_read(&out, buf_str(&packed), &used, NULL) == 0);
        assert(used == packed.len && str_eq(buf_str(&out), bytes));
    }
    buf_reset(&out);
    reader = gzip_reader_new();
    for (size_t at = 0; at < size && !out.over; at += 7)
        if (gzip_reader_add(reader, &out, str_sub(bytes, at, 7)) != 0)
            break;
    gzip_reader_end(reader, &out);
    assert(out.len <= out.max);
    gzip_reader_free(reader);
    check_head(bytes);
    check_pages(bytes);
    buf_clear(&out);
    buf_clear(&packed);
    return 0;
}
