/* Input: an answer of a driver, read as every kind of answer there is; and
 * the same bytes as a picture. */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "crawler/png.h"
#include "crawler/webdriver.h"

#include <string.h>

static void
read_all(const struct js *doc)
{
    struct buf out = BUF_MAX(1000);
    struct webdriver_session s;
    struct webdriver_look l;
    int cut;

    if (webdriver_read_session(&s, doc, NULL) == 0) {
        assert(strlen(s.id) > 0 && strlen(s.id) < WEBDRIVER_ID_BYTES);
        assert(strpbrk(s.id, "/ ?#%\r\n") == NULL);
        assert(str_starts(str_of(s.browser), STR("Chromium")));
    }
    if (webdriver_read_look(&l, doc, NULL) == 0)
        assert(l.height >= 0 && l.frame_height >= 0 && l.elements >= 0 &&
               strpbrk(l.failed, " \"\r\n") == NULL);
    webdriver_look_clear(&l);
    if (webdriver_read_document(&out, &cut, doc, NULL) == 0)
        assert(utf8_valid(buf_str(&out)));
    buf_reset(&out);
    webdriver_read_picture(&out, doc, NULL);
    webdriver_read_windows(doc);
    buf_clear(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = { (const char *)data, size };
    struct fail fail = { "" };
    struct png_size picture;
    struct js *doc;
    int port;

    if (size == 0)
        bytes = STR("");
    if (webdriver_read(&doc, bytes, &fail) == WEBDRIVER_VALUE)
        read_all(doc);
    assert(strpbrk(fail.text, "\r\n") == NULL);
    js_free(doc);
    port = webdriver_read_port(bytes);
    assert(port >= 0 && port < 65536);
    if (png_check(bytes, &picture, NULL) == 0)
        assert(picture.width > 0 && picture.height <= PNG_SIDE_MAX);
    return 0;
}
