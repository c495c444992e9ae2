#include "demo/stage.h"

#include "base/mem.h"

#include <string.h>

/* The offer as its script has it: all that it has to state, so that only the
 * way it is shown is remarkable. */
static const char offer[] =
    "{\"name\": \"Stoneware bowl from the stage\", \"price\": \"14.50\",\n"
    " \"brand\": \"Mazeware\", \"model\": \"MZ-4200\",\n"
    " \"text\": \"A plain bowl for the kitchen table, made of stoneware and "
    "glazed by hand.\",\n"
    " \"maker\": \"Mazeware Ltd.\", \"address\": \"3 Hedge Lane, Cork T12 "
    "A1B2, Ireland\",\n"
    " \"mail\": \"care@mazeware.example\",\n"
    " \"warning\": \"Keep the packaging away from small children.\"}\n";

static const char offer_script[] =
    "fetch('/data/offer').then(r => r.json()).then(o => {\n"
    "  const add = (tag, text) => {\n"
    "    const e = document.createElement(tag);\n"
    "    e.textContent = text;\n"
    "    root.append(e);\n"
    "    return e;\n"
    "  };\n"
    "  document.title = o.name;\n"
    "  add('h1', o.name);\n"
    "  add('p', '€' + o.price).className = 'price';\n"
    "  add('p', 'In stock');\n"
    "  add('button', 'Add to basket');\n"
    "  add('h2', 'Description');\n"
    "  add('p', o.text);\n"
    "  root.insertAdjacentHTML('beforeend', '<table><tr><th>Brand</th><td>' +\n"
    "    o.brand + '</td></tr><tr><th>Model</th><td>' + o.model +\n"
    "    '</td></tr></table>');\n"
    "  add('h2', 'Product safety');\n"
    "  add('h3', 'Manufacturer');\n"
    "  root.insertAdjacentHTML('beforeend', '<p>' + o.maker + '<br>' +\n"
    "    o.address + '<br>E-mail: ' + o.mail + '</p>');\n"
    "  add('h3', 'Warnings');\n"
    "  add('p', o.warning);\n"
    "});\n";

/* Addresses that no page may reach, by name, number and other families. */
static const char inside_script[] =
    "for (const u of ['http://127.0.0.1:9/', 'http://localhost:9/',\n"
    "    'http://[::1]/', 'http://2130706433/', 'http://0.0.0.0/',\n"
    "    'http://169.254.169.254/latest/meta-data/', 'http://10.0.0.1/'])\n"
    "  fetch(u).then(() => root.textContent += ' reached ' + u)\n"
    "    .catch(() => root.textContent += ' refused');\n"
    "new WebSocket('ws://127.0.0.1/');\n"
    "const f = document.createElement('iframe');\n"
    "f.src = 'file:///etc/passwd';\n"
    "document.body.append(f);\n";

static const char requests_script[] =
    "root.textContent = 'Asks for more and more.';\n"
    "for (let i = 0; i < 3000; i++)\n"
    "  fetch('/data/offer?' + i).catch(() => 0);\n";

static const char windows_script[] = "root.textContent = 'Opens windows.';\n"
                                     "for (let i = 0; i < 100; i++)\n"
                                     "  window.open('/windows/' + i);\n";

static const char huge_script[] =
    "for (;;) {\n"
    "  const p = document.createElement('p');\n"
    "  p.textContent = 'and so on '.repeat(100);\n"
    "  document.body.append(p);\n"
    "}\n";

static void
answer_script(struct http_response *rs, const char *script)
{
    http_response_replace(rs, "Content-Type", STR("text/html; charset=utf-8"));
    buf_addz(&rs->body,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">"
        "<title>Stage</title></head>\n<body>\n<div id=\"root\"></div>\n"
        "<script>\n");
    buf_addz(&rs->body, script);
    buf_addz(&rs->body, "</script>\n</body></html>\n");
}

int
stage_answer(const struct http_request *rq, struct http_response *rs)
{
    static const struct {
        const char *path, *script;
    } pages[] = { { "/offer", offer_script }, { "/inside", inside_script },
        { "/requests", requests_script }, { "/windows", windows_script },
        { "/dialogues", "for (;;) alert('Look here!');\n" },
        { "/file", "location = 'file:///etc/passwd';\n" },
        { "/busy", "for (;;);\n" }, { "/grows", huge_script } };

    if (str_is(rq->path, "/data/offer")) {
        http_response_replace(rs, "Content-Type", STR("application/json"));
        buf_addz(&rs->body, offer);
        return 1;
    }
    for (size_t i = 0; i < COUNT(pages); i++)
        if (str_is(rq->path, pages[i].path)) {
            answer_script(rs, pages[i].script);
            return 1;
        }
    return 0;
}
