#include "base/charset.h"

#include "base/charset_guess.h"
#include "base/charset_label.h"
#include "base/charset_prescan.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>
#include <unicode/ucsdet.h>

/* Decoded at a time: both buffers lie on the stack. */
#define PIECE_UNITS 4096

/* What a declaration is held against: the first bytes of the page tell. */
#define EVIDENCE_BYTES (256u << 10)

/* In an encoding of two bytes a character, a text with fewer characters beyond
 * ASCII, or a shorter one, can be both that and UTF-8. */
#define TELLING_CHARS 16
#define TELLING_BYTES CHARSET_PRESCAN_BYTES

/* What ISO-8859-16 has above U+00A0, from its chart (ISO/IEC 8859-16:2001);
 * ICU has no table of it. */
static const uint16_t latin10[96] = { 0xA0, 0x104, 0x105, 0x141, 0x20AC, 0x201E,
    0x160, 0xA7, 0x161, 0xA9, 0x218, 0xAB, 0x179, 0xAD, 0x17A, 0x17B, 0xB0,
    0xB1, 0x10C, 0x142, 0x17D, 0x201D, 0xB6, 0xB7, 0x17E, 0x10D, 0x219, 0xBB,
    0x152, 0x153, 0x178, 0x17C, 0xC0, 0xC1, 0xC2, 0x102, 0xC4, 0x106, 0xC6,
    0xC7, 0xC8, 0xC9, 0xCA, 0xCB, 0xCC, 0xCD, 0xCE, 0xCF, 0x110, 0x143, 0xD2,
    0xD3, 0xD4, 0x150, 0xD6, 0x15A, 0x170, 0xD9, 0xDA, 0xDB, 0xDC, 0x118, 0x21A,
    0xDF, 0xE0, 0xE1, 0xE2, 0x103, 0xE4, 0x107, 0xE6, 0xE7, 0xE8, 0xE9, 0xEA,
    0xEB, 0xEC, 0xED, 0xEE, 0xEF, 0x111, 0x144, 0xF2, 0xF3, 0xF4, 0x151, 0xF6,
    0x15B, 0x171, 0xF9, 0xFA, 0xFB, 0xFC, 0x119, 0x21B, 0xFF };

const char *
charset_where_name(enum charset_where w)
{
    static const char *const names[] = { "bom", "header", "meta", "guess" };

    return names[w];
}

/* ICU calls this for each malformed piece before it puts U+FFFD. A pair that
 * is no character gives its ASCII byte back (Encoding Standard, 10 to 13), or
 * a stray lead byte would swallow the '<' of the next tag. */
static void
put_malformed(const void *none, UConverterToUnicodeArgs *args,
    const char *bytes, int32_t len, UConverterCallbackReason reason,
    UErrorCode *code)
{
    UChar last = len > 1 ? (unsigned char)bytes[len - 1] : 0xFF;

    (void)none;
    if (reason > UCNV_IRREGULAR)
        return;
    UCNV_TO_U_CALLBACK_SUBSTITUTE(NULL, args, bytes, len, reason, code);
    if (len == 2 && (unsigned char)bytes[0] >= 0x80 && last < 0x80)
        ucnv_cbToUWriteUChars(args, &last, 1, 0, code);
}

/* Append UTF-16 units as UTF-8, at most PIECE_UNITS of them; *high keeps half
 * a pair between pieces. */
static void
put_units(struct buf *out, const UChar *u, size_t n, UChar *high)
{
    char p[PIECE_UNITS * 3 + 3];
    size_t len = 0;
    struct str text;

    for (size_t i = 0; i < n; i++) {
        UChar32 c = u[i];

        if (*high != 0 && U16_IS_TRAIL(c)) {
            c = U16_GET_SUPPLEMENTARY(*high, c);
            *high = 0;
            U8_APPEND_UNSAFE(p, len, c);
            continue;
        }
        if (*high != 0)
            U8_APPEND_UNSAFE(p, len, UTF8_BAD);
        *high = U16_IS_LEAD(c) ? (UChar)c : 0;
        if (c != 0 && *high == 0)
            U8_APPEND_UNSAFE(p, len, U16_IS_TRAIL(c) ? UTF8_BAD : c);
    }
    text = utf8_cut((struct str){ p, len }, out->max - out->len);
    buf_adds(out, text);
    out->over |= text.len < len;
}

/* ICU gives private-use characters to rows the standard leaves empty. */
static void
drop_private_use(UChar *u, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (u[i] >= 0xE000 && u[i] <= 0xF8FF)
            u[i] = UTF8_BAD;
}

static int
decode_icu(struct buf *out, struct str in, const char *name)
{
    UErrorCode code = U_ZERO_ERROR;
    UConverter *cnv = ucnv_open(charset_label_converter(name), &code);
    const char *from = in.p, *end = in.p + in.len;
    UChar piece[PIECE_UNITS], high = 0;
    int no_private_use = strcmp(name, "Big5") == 0 ||
                         strcmp(name, "EUC-JP") == 0 ||
                         strcmp(name, "EUC-KR") == 0;

    /* Only a libicudata without the table gets here. */
    if (U_FAILURE(code))
        return utf8_clean(out, in);
    ucnv_setToUCallBack(cnv, put_malformed, NULL, NULL, NULL, &code);
    while (!out->over) {
        UChar *to = piece;

        code = U_ZERO_ERROR;
        ucnv_toUnicode(
            cnv, &to, piece + COUNT(piece), &from, end, NULL, 1, &code);
        if (no_private_use)
            drop_private_use(piece, (size_t)(to - piece));
        put_units(out, piece, (size_t)(to - piece), &high);
        if (code != U_BUFFER_OVERFLOW_ERROR)
            break;
    }
    if (high != 0)
        buf_add_utf8(out, UTF8_BAD);
    ucnv_close(cnv);
    return out->over ? -1 : 0;
}

/* The single-byte encodings that ICU lacks. */
static int
decode_table(struct buf *out, struct str in, const char *name)
{
    int latin = strcmp(name, "ISO-8859-16") == 0;

    for (size_t i = 0; i < in.len && !out->over; i++) {
        unsigned char c = (unsigned char)in.p[i];

        if (c != 0 && c < 0x80)
            buf_addc(out, (char)c);
        else if (c >= 0x80 && !latin) /* x-user-defined */
            buf_add_utf8(out, 0xF700u + c);
        else if (c >= 0x80)
            buf_add_utf8(out, c < 0xA0 ? c : latin10[c - 0xA0]);
    }
    return out->over ? -1 : 0;
}

int
charset_decode(struct buf *out, struct str bytes, const char *name)
{
    if (strcmp(name, "UTF-8") == 0)
        return utf8_clean(out, bytes);
    if (charset_label_converter(name) != NULL)
        return decode_icu(out, bytes, name);
    if (strcmp(name, "replacement") != 0)
        return decode_table(out, bytes, name);
    /* Encodings that have been used to smuggle script past filters: the
     * standard shows one U+FFFD for the whole page. */
    return bytes.len > 0 ? buf_add_utf8(out, UTF8_BAD) : 0;
}

int
charset_is_text(struct str bytes, const struct charset *c, struct str *text)
{
    if (!c->is_clean || strcmp(c->name, "UTF-8") != 0)
        return 0;
    *text = str_sub(bytes, c->bom_bytes, bytes.len);
    return 1;
}

int
charset_to_utf8(struct buf *out, struct str bytes, const struct charset *c)
{
    struct str text, fits;

    if (!charset_is_text(bytes, c, &text))
        return charset_decode(
            out, str_sub(bytes, c->bom_bytes, bytes.len), c->name);
    fits = utf8_cut(text, out->max - out->len);
    buf_adds(out, fits);
    out->over |= fits.len < text.len;
    return out->over ? -1 : 0;
}

static int
find_bom(struct charset *out, struct str bytes)
{
    static const struct {
        struct str mark;
        const char *name;
    } marks[] = {
        { STR("\xEF\xBB\xBF"), "UTF-8" },
        /* Not in the standard, which reads the first of them as UTF-16 that
         * begins with NUL; such text does not exist. */
        { STR("\xFF\xFE\0\0"), "UTF-32LE" },
        { STR("\0\0\xFE\xFF"), "UTF-32BE" },
        { STR("\xFE\xFF"), "UTF-16BE" },
        { STR("\xFF\xFE"), "UTF-16LE" },
    };

    for (size_t i = 0; i < COUNT(marks); i++) {
        if (str_starts(bytes, marks[i].mark)) {
            out->name = marks[i].name;
            out->where = CHARSET_BOM;
            out->bom_bytes = marks[i].mark.len;
            return 1;
        }
    }
    return 0;
}

/* Why the bytes cannot be in the declared encoding, or NULL. */
static const char *
contradiction(const char *name, struct str bytes, const struct bytes_seen *seen)
{
    if (strncmp(name, "UTF-16", 6) == 0)
        return seen->nuls == 0 && bytes.len > 1
                   ? "declared UTF-16, but there is no NUL byte"
                   : NULL;
    if (strcmp(name, "UTF-8") == 0)
        /* Text of another encoding that happens to be well-formed UTF-8 for
         * half of its characters does not occur. */
        return seen->utf8_bad > seen->utf8_good
                   ? "declared UTF-8, but most of it is not well-formed"
                   : NULL;
    if (seen->utf8_bad > 0 || seen->utf8_good == 0)
        return NULL;
    if (charset_label_is_single_byte(name))
        return "declared a single-byte encoding, but is well-formed UTF-8";
    return bytes.len > TELLING_BYTES && seen->utf8_good >= TELLING_CHARS
               ? "declared a double-byte encoding, but is well-formed UTF-8"
               : NULL;
}

/* Take the declared encoding, if there is one that the bytes do not deny. */
static int
try_declared(struct charset *out, const char *name, enum charset_where where,
    struct str bytes, const struct bytes_seen *seen)
{
    const char *why;

    if (name == NULL)
        return 0;
    why = contradiction(name, bytes, seen);
    if (why == NULL) {
        out->name = name;
        out->where = where;
        return 1;
    }
    if (out->lie == NULL) {
        out->lie = name;
        out->lie_why = why;
    }
    return 0;
}

/* ICU's opinion, as a WHATWG name, or NULL. */
static const char *
ask_icu(struct str bytes)
{
    UErrorCode code = U_ZERO_ERROR;
    UCharsetDetector *d = ucsdet_open(&code);
    const UCharsetMatch *best;
    const char *name = NULL;

    if (U_FAILURE(code))
        return NULL;
    ucsdet_setText(d, bytes.p, (int32_t)bytes.len, &code);
    best = ucsdet_detect(d, &code);
    if (U_SUCCESS(code) && best != NULL)
        name = charset_label_find(str_of(ucsdet_getName(best, &code)));
    ucsdet_close(d);
    return name;
}

/* 1 if every other encoding that is declared would be a contradiction. */
static int
can_only_be_utf8(struct str bytes, const struct bytes_seen *seen)
{
    return seen->utf8_bad == 0 && seen->nuls == 0 &&
           seen->utf8_good >= TELLING_CHARS && bytes.len > TELLING_BYTES;
}

static void
decide(
    struct charset *out, struct str bytes, struct str content_type, int why_too)
{
    struct bytes_seen seen;
    struct str text;

    *out = (struct charset){ .name = "windows-1252", .where = CHARSET_GUESS };
    if (find_bom(out, bytes)) {
        out->is_utf8 = strcmp(out->name, "UTF-8") == 0 && utf8_valid(bytes);
        out->is_clean = out->is_utf8 && memchr(bytes.p, 0, bytes.len) == NULL;
        return;
    }
    charset_guess_look(&seen, bytes);
    out->is_utf8 = seen.utf8_bad == 0;
    out->is_clean = out->is_utf8 && seen.nuls == 0;
    if (try_declared(out, charset_content_type(content_type), CHARSET_HEADER,
            bytes, &seen))
        return;
    if (!why_too && can_only_be_utf8(bytes, &seen)) {
        out->name = "UTF-8";
        return;
    }
    if (try_declared(out, charset_prescan(bytes), CHARSET_META, bytes, &seen))
        return;
    text = str_sub(bytes, 0, EVIDENCE_BYTES);
    out->name = charset_guess(text, &seen);
    if (out->name == NULL)
        out->name = ask_icu(text);
    if (out->name == NULL)
        out->name = "windows-1252";
}

void
charset_decide(struct charset *out, struct str bytes, struct str content_type)
{
    decide(out, bytes, content_type, 1);
}

void
charset_settle(struct charset *out, struct str bytes, struct str content_type)
{
    decide(out, bytes, content_type, 0);
}
