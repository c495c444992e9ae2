#include "evidence/pack_summary.h"

#include "base/mem.h"
#include "core/lang.h"
#include "review/markup.h"

#include <stdio.h>
#include <stdlib.h>

/* Nothing is escaped in a <style>, so it holds none of <>&"'. */
static const char style[] =
    "body{font:15px/1.5 sans-serif;max-width:62em;margin:2em auto;padding:0 "
    "1em}"
    "table{border-collapse:collapse;width:100%;margin:.5em 0 1.5em}"
    "th,td{border:1px solid #999;padding:.25em .5em;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}"
    "th{background:#eee;font-weight:normal}td p{margin:.2em 0}"
    "img{max-width:100%;border:1px solid #999}"
    ".quiet{color:#555}@media print{body{margin:0;max-width:none}}";

#define ROW_BYTES_MAX (64u << 10)

struct label {
    const char *key;
    const char *in[LANGS];
};

static const struct label labels[] = {
    { "title", { "Evidence", "Beweismittel", "证据" } },
    { "suspected",
        { "What the program found is a suspicion. What a person decided is in "
          "the history.",
            "Was das Programm fand, ist ein Verdacht. Was ein Mensch "
            "entschied, steht im Verlauf.",
            "程序所发现的仅为嫌疑；人员所作决定见处理记录。" } },
    { "check", { "To check this pack without the program: sh verify.sh",
                   "Prüfung ohne das Programm: sh verify.sh",
                   "不使用本程序的核验方法：sh verify.sh" } },
    { "case", { "Case", "Fall", "案件" } },
    { "state", { "State", "Stand", "状态" } },
    { "offer", { "Offer", "Angebot", "商品" } },
    { "target", { "Address", "Adresse", "网址" } },
    { "seller", { "Seller", "Verkäufer", "销售者" } },
    { "operator", { "Exported by", "Exportiert von", "导出人员" } },
    { "exported_at",
        { "Exported at (UTC)", "Exportiert am (UTC)", "导出时间（UTC）" } },
    { "software", { "Software", "Software", "所用软件" } },
    { "rules", { "Rules", "Regeln", "规则版本" } },
    { "recalls", { "Recall notices", "Rückrufmeldungen", "召回公告版本" } },
    { "model", { "Models", "Modelle", "模型版本" } },
    { "not_captured", { "Not captured", "Nicht erfasst", "未采集" } },
    { "findings", { "Findings", "Befunde", "发现" } },
    { "quoted", { "Quoted", "Zitat", "引文" } },
    { "pages", { "Captured pages", "Erfasste Seiten", "提取的网页" } },
    { "started_at", { "Begun (UTC)", "Beginn (UTC)", "开始时间（UTC）" } },
    { "ended_at", { "Ended (UTC)", "Ende (UTC)", "结束时间（UTC）" } },
    { "final_url", { "Final address", "Endadresse", "最终网址" } },
    { "server_address", { "Server address", "Serveradresse", "服务器IP地址" } },
    { "status", { "Status", "Status", "状态码" } },
    { "outcome", { "Outcome", "Ausgang", "结果" } },
    { "why", { "Reason", "Grund", "原因" } },
    { "body_sha256",
        { "SHA-256 of the page", "SHA-256 der Seite", "网页SHA-256" } },
    { "record",
        { "Record in the archive", "Datensatz im Archiv", "档案记录" } },
    { "robots_override", { "robots.txt not followed, on the basis of",
                             "robots.txt nicht befolgt, aufgrund von",
                             "未遵循robots.txt的依据" } },
    { "text", { "Text", "Text", "文本" } },
    { "records_missing",
        { "Raw records missing", "Rohdaten fehlen", "缺少原始记录" } },
    { "history", { "History", "Verlauf", "处理记录" } },
    { "orders", { "Letters issued", "Ausgestellte Schreiben", "已发文书" } },
    { "audit", { "Audit log", "Prüfprotokoll", "审计日志" } },
    { "resolver_answer", { "Answer of the name server",
                             "Antwort des Namensservers", "域名解析结果" } },
    { "resolved_at",
        { "Name server asked at (UTC)", "Namensserver gefragt (UTC)",
            "域名解析时间（UTC）" } },
    { "connected_at",
        { "Connected at (UTC)", "Verbunden (UTC)", "连接时间（UTC）" } },
    { "tls", { "TLS", "TLS", "TLS" } },
    { "certificates", { "Certificates, the server's first",
                          "Zertifikate, das des Servers zuerst",
                          "证书链（服务器证书在前）" } },
    { "tls_certificates",
        { "TLS certificates", "TLS-Zertifikate", "TLS证书" } },
    { "program_sha256",
        { "SHA-256 of the program", "SHA-256 des Programms", "程序SHA-256" } },
    { "program_digest",
        { "digest of the program", "Prüfsumme des Programms", "程序校验值" } },
    { "host", { "Machine", "Rechner", "采集主机" } },
    { "scan_operator", { "Scan run by", "Suchlauf durch", "采集人员" } },
    { "configuration", { "Configuration", "Konfiguration", "运行配置" } },
    { "clock_start",
        { "Clock at the start", "Uhr zu Beginn", "开始时时钟状态" } },
    { "clock_end", { "Clock at the end", "Uhr am Ende", "结束时时钟状态" } },
    { "screenshot", { "screenshot", "Bildschirmfoto", "屏幕截图" } },
    { "network_environment_check",
        { "check of the network", "Prüfung der Netzumgebung",
            "网络环境检查" } },
    { "local_environment_check",
        { "check of the machine", "Prüfung des Rechners", "本机清洁性检查" } },
    { "rendered_by", { "opened in", "geöffnet in", "所用浏览器" } },
    { "render_why",
        { "not all was shown", "nicht alles gezeigt", "页面未完整显示" } },
    { "rendered_sha256",
        { "SHA-256 of the page in the browser", "SHA-256 der Seite im Browser",
            "浏览器所示页面的 SHA-256" } },
    { "screenshot_sha256",
        { "SHA-256 of the screenshot", "SHA-256 des Bildschirmfotos",
            "屏幕截图的 SHA-256" } },
    { "clock_offset", { "clock offset", "Uhrabweichung", "时间校准" } },
    { "national_time_service",
        { "national time service", "amtlicher Zeitdienst",
            "国家授时中心时间" } },
    { "notary", { "notary or witness", "Notar oder Zeuge", "公证人或见证人" } },
};

static void
label(struct markup *m, const char *key)
{
    const struct label *found = NULL;

    for (size_t i = 0; i < COUNT(labels) && found == NULL; i++)
        if (strcmp(labels[i].key, key) == 0)
            found = &labels[i];
    if (found == NULL) {
        markup_textz(m, key);
        return;
    }
    for (int l = LANG_EN; l < LANGS; l++) {
        if (l > LANG_EN && strcmp(found->in[l], found->in[LANG_EN]) == 0)
            continue;
        if (l > LANG_EN)
            markup_textz(m, " · ");
        markup_leaf(m, "span",
            ATTRS({ "lang", str_of(lang_code((enum lang)l)) }),
            str_of(found->in[l]));
    }
}

static void
heading(struct markup *m, const char *tag, const char *key)
{
    markup_open(m, tag, NO_ATTRS);
    label(m, key);
    markup_close(m);
}

static void
row(struct markup *m, const char *key, struct str value)
{
    if (value.len == 0)
        return;
    markup_open(m, "tr", NO_ATTRS);
    markup_open(m, "th", ATTRS({ "scope", STR("row") }));
    label(m, key);
    markup_close(m);
    markup_open(m, "td", NO_ATTRS);
    markup_leaf(m, "bdi", NO_ATTRS, value);
    markup_close(m);
    markup_close(m);
}

static void
rows(struct markup *m, const struct js *j, const char *const *keys)
{
    char number[32];

    for (; *keys != NULL; keys++) {
        const struct js *value = js_get(j, *keys);

        snprintf(
            number, sizeof number, "%lld", (long long)js_integer(value, 0));
        row(m, *keys,
            js_kind(value) == JS_NUMBER ? str_of(number) : js_text(value));
    }
}

static void
not_captured(struct markup *m, const struct js *names)
{
    markup_open(m, "tr", NO_ATTRS);
    markup_open(m, "th", ATTRS({ "scope", STR("row") }));
    label(m, "not_captured");
    markup_close(m);
    markup_open(m, "td", NO_ATTRS);
    for (size_t i = 0; i < js_count(names); i++) {
        char *name = str_dup(js_text(js_at(names, i)));

        markup_open(m, "p", NO_ATTRS);
        label(m, name);
        markup_close(m);
        free(name);
    }
    markup_close(m);
    markup_close(m);
}

/* --- what was found --- */

/* In each language that the finding has words in. */
static void
words(struct markup *m, const struct js *finding, const char *name)
{
    const struct js *in = js_get(finding, "in");

    for (int l = LANG_EN; l < LANGS; l++) {
        const char *code = lang_code((enum lang)l);
        struct str text = l == LANG_EN ? js_get_text(finding, name)
                                       : js_get_text(js_get(in, code), name);

        if (text.len > 0)
            markup_leaf(m, "p", ATTRS({ "lang", str_of(code) }), text);
    }
}

static void
finding(struct markup *m, const struct js *f)
{
    const struct js *spans = js_get(f, "spans");

    markup_open(m, "tr", NO_ATTRS);
    markup_open(m, "th", ATTRS({ "scope", STR("row") }));
    markup_leaf(m, "p", NO_ATTRS, js_get_text(f, "source"));
    markup_leaf(m, "p", NO_ATTRS, js_get_text(f, "id"));
    markup_leaf(m, "p", NO_ATTRS, js_get_text(f, "strength"));
    markup_close(m);
    markup_open(m, "td", NO_ATTRS);
    words(m, f, "title");
    words(m, f, "reason");
    markup_leaf(m, "p", NO_ATTRS, js_get_text(f, "basis"));
    for (size_t i = 0; i < js_count(spans); i++) {
        markup_open(m, "p", ATTRS({ "class", STR("quiet") }));
        markup_text(m, js_get_text(js_at(spans, i), "field"));
        markup_textz(m, ": ");
        markup_leaf(m, "bdi", NO_ATTRS, js_get_text(js_at(spans, i), "text"));
        markup_close(m);
    }
    markup_close(m);
    markup_close(m);
}

/* --- tables of events --- */

static void
table_open(struct markup *m)
{
    markup_open(m, "table", NO_ATTRS);
    markup_open(m, "tbody", NO_ATTRS);
}

static void
table_close(struct markup *m)
{
    markup_close(m);
    markup_close(m);
}

static void
event(struct markup *m, const struct js *j, const char *const *keys)
{
    markup_open(m, "tr", NO_ATTRS);
    for (; *keys != NULL; keys++) {
        markup_open(m, "td", NO_ATTRS);
        if (js_kind(js_get(j, *keys)) == JS_NUMBER)
            markup_textf(m, "%lld", (long long)js_integer(js_get(j, *keys), 0));
        markup_leaf(m, "bdi", NO_ATTRS, js_get_text(j, *keys));
        markup_close(m);
    }
    markup_close(m);
}

static void
events(struct markup *m, const char *title, const struct js *list,
    const char *const *keys)
{
    heading(m, "h3", title);
    table_open(m);
    for (size_t i = 0; i < js_count(list); i++)
        event(m, js_at(list, i), keys);
    table_close(m);
}

/* A list or an object on one line. */
static void
row_of_values(struct markup *m, const char *key, const struct js *j)
{
    struct buf text = BUF_MAX(ROW_BYTES_MAX);
    struct str name;
    struct js *value;
    void *it = NULL;

    for (size_t i = 0; js_kind(j) == JS_ARRAY && i < js_count(j); i++)
        buf_addf(&text, "%s" STR_FMT, i > 0 ? ", " : "",
            STR_ARG(js_text(js_at(j, i))));
    while (js_kind(j) == JS_OBJECT && js_next(j, &it, &name, &value)) {
        buf_addf(
            &text, "%s" STR_FMT " ", text.len > 0 ? "; " : "", STR_ARG(name));
        if (js_kind(value) == JS_STRING)
            buf_adds(&text, js_text(value));
        else
            js_write(&text, value);
    }
    row(m, key, buf_str(&text));
    buf_clear(&text);
}

static void
run_of_page(struct markup *m, const struct js *run)
{
    static const char *const keys[] = { "software", "program_sha256", "host",
        NULL };
    const struct js *clock = js_get(run, "clock");

    rows(m, run, keys);
    row(m, "scan_operator", js_get_text(run, "operator"));
    row_of_values(m, "configuration", js_get(run, "configuration"));
    row_of_values(m, "clock_start", js_get(clock, "start"));
    row_of_values(m, "clock_end", js_get(clock, "end"));
}

/* A file beside the summary. */
static void
screenshot(struct markup *m, const struct js *p)
{
    struct str name = js_get_text(p, "screenshot");
    struct buf to = BUF_MAX(1000);

    if (name.len == 0)
        return;
    buf_addf(&to, "./" STR_FMT, STR_ARG(name));
    markup_void(m, "img",
        ATTRS({ "src", buf_str(&to) }, { "alt", js_get_text(p, "url") }));
    buf_clear(&to);
}

static void
page(struct markup *m, const struct js *p)
{
    static const char *const keys[] = { "final_url", "started_at", "ended_at",
        "resolved_at", "server_address", "connected_at", "tls", "status",
        "outcome", "why", "body_sha256", "rendered_by", "render_why",
        "rendered_sha256", "screenshot_sha256", "record", "text",
        "robots_override", "records_missing", NULL };

    table_open(m);
    row(m, "target", js_get_text(p, "url"));
    rows(m, p, keys);
    row_of_values(m, "resolver_answer", js_get(p, "resolver_answer"));
    row_of_values(m, "certificates", js_get(p, "certificates"));
    run_of_page(m, js_get(p, "run"));
    table_close(m);
    screenshot(m, p);
}

static void
facts(struct markup *m, const struct js *found)
{
    static const char *const keys[] = { "target", "operator", "exported_at",
        "software", NULL };
    static const char *const versions[] = { "rules", "recalls", "model", NULL };
    const struct js *capture = js_get(found, "capture");
    const struct js *listing = js_get(js_get(found, "casefile"), "listing");

    table_open(m);
    row(m, "state", js_get_text(found, "state"));
    row(m, "offer", js_get_text(listing, "title"));
    row(m, "seller", js_get_text(js_get(listing, "seller"), "name"));
    rows(m, capture, keys);
    rows(m, js_get(capture, "verdict_of"), versions);
    not_captured(m, js_get(capture, "not_captured"));
    table_close(m);
}

static void
one_case(struct markup *m, const struct js *found)
{
    static const char *const history[] = { "at", "kind", "author", "role",
        "state", "verdict", "reason_code", "note", NULL };
    static const char *const letters[] = { "number", "kind", "recipient",
        "channel", "sent", "due", "sha256", NULL };
    const struct js *findings = js_get(js_get(found, "casefile"), "findings");
    const struct js *pages = js_get(js_get(found, "capture"), "pages");

    markup_open(m, "h2", NO_ATTRS);
    label(m, "case");
    markup_textf(m, " %lld", (long long)js_integer(js_get(found, "id"), 0));
    markup_close(m);
    facts(m, found);
    heading(m, "h3", "findings");
    table_open(m);
    for (size_t i = 0; i < js_count(findings); i++)
        finding(m, js_at(findings, i));
    table_close(m);
    heading(m, "h3", "pages");
    for (size_t i = 0; i < js_count(pages); i++)
        page(m, js_at(pages, i));
    events(m, "history", js_get(found, "history"), history);
    if (js_count(js_get(found, "orders")) > 0)
        events(m, "orders", js_get(found, "orders"), letters);
}

void
pack_summary_write(
    struct buf *out, const struct js *cases, const struct js *entries)
{
    static const char *const entry[] = { "id", "at", "actor", "action",
        "object", "hash", NULL };
    struct markup m;

    markup_start(&m, out, lang_code(LANG_EN));
    markup_open(&m, "head", NO_ATTRS);
    markup_void(&m, "meta", ATTRS({ "charset", STR("utf-8") }));
    markup_void(&m, "meta",
        ATTRS({ "http-equiv", STR("Content-Security-Policy") },
            { "content", STR("default-src 'none'; style-src 'unsafe-inline'; "
                             "img-src 'self' file:") }));
    markup_leaf(&m, "title", NO_ATTRS, str_of(labels[0].in[LANG_EN]));
    markup_leaf(&m, "style", NO_ATTRS, str_of(style));
    markup_close(&m);
    markup_open(&m, "body", NO_ATTRS);
    heading(&m, "h1", "title");
    heading(&m, "p", "suspected");
    heading(&m, "p", "check");
    for (size_t i = 0; i < js_count(cases); i++)
        one_case(&m, js_at(cases, i));
    events(&m, "audit", entries, entry);
    markup_end(&m);
}
