/* shelfwatch doctor: is everything there that scans and pages need? */
#include "cli/doctor.h"
#include "cli/verbs.h"

#include "base/buf.h"
#include "base/js.h"
#include "base/now.h"
#include "store/store.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>

static const char usage[] =
    "shelfwatch doctor [--store PATH] [--archive DIR] [--json] [--quiet]\n"
    "                  [--tls-cert FILE [--tls-key FILE]]\n"
    "\n"
    "Looks at the clock, limits, kernel, certificates, disks, store, sources,\n"
    "rules, models and cache: a line each, ok, warn or fail, with what to do.\n"
    "Exit status 1 if one is fail. Reads every page of the store and changes\n"
    "nothing; scans and pages may go on.\n"
    "  --store PATH   default $SHELFWATCH_STORE, else ./shelfwatch.db\n"
    "  --archive DIR  default STORE.warc\n"
    "  --tls-cert FILE --tls-key FILE   those of serve: until when they hold\n"
    "  --json         one JSON line each: check, state, text, do\n"
    "  --quiet        nothing of what is ok";

#define TEXT_BYTES 2048
#define LINE_BYTES_MAX (64u << 10)

static const char *const names[] = { "ok", "warn", "fail" };

void
doctor_say(struct doctor *d, const char *check, enum doctor_state state,
    const char *to_do, const char *format, ...)
{
    struct buf line = BUF_MAX(LINE_BYTES_MAX);
    char text[TEXT_BYTES];
    struct js *out;
    va_list ap;

    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    d->lines[state]++;
    if (d->quiet && state == DOCTOR_OK)
        return;
    if (d->json) {
        out = js_new_object();
        js_set_textz(out, "check", check);
        js_set_textz(out, "state", names[state]);
        js_set_textz(out, "text", text);
        if (to_do[0] != '\0')
            js_set_textz(out, "do", to_do);
        js_write(&line, out);
        puts(buf_text(&line));
        js_free(out);
    } else {
        printf("%-4s  %-12s  %s\n", names[state], check, text);
        if (to_do[0] != '\0')
            printf("%-20s-> %s\n", "", to_do);
    }
    buf_clear(&line);
}

int
cli_doctor(int argc, char **argv)
{
    static const struct option long_options[] = {
        { "store", required_argument, NULL, 's' },
        { "archive", required_argument, NULL, 'a' },
        { "json", no_argument, NULL, 'j' },
        { "quiet", no_argument, NULL, 'q' },
        { "tls-cert", required_argument, NULL, 'c' },
        { "tls-key", required_argument, NULL, 'k' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    struct doctor d = { .now_ms = now_wall_ms() };
    struct buf archive = BUF_MAX(4096);
    int option;

    while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1)
        switch (option) {
        case 's':
            d.store = optarg;
            break;
        case 'a':
            d.archive = optarg;
            break;
        case 'c':
            d.tls_cert = optarg;
            break;
        case 'k':
            d.tls_key = optarg;
            break;
        case 'j':
            d.json = 1;
            break;
        case 'q':
            d.quiet = 1;
            break;
        case 'h':
            printf("usage: %s\n", usage);
            return VERB_DONE;
        default:
            return verb_bad_option(argv, usage);
        }
    if (optind != argc || (d.tls_key != NULL && d.tls_cert == NULL))
        return verb_usage(usage);
    d.store = store_path(d.store);
    buf_addf(&archive, "%s.warc", d.store);
    if (d.archive == NULL)
        d.archive = buf_text(&archive);
    doctor_system(&d);
    doctor_store(&d);
    doctor_data(&d);
    if (!d.json && !d.quiet)
        printf("%d ok, %d to look at, %d to mend\n", d.lines[DOCTOR_OK],
            d.lines[DOCTOR_WARN], d.lines[DOCTOR_FAIL]);
    buf_clear(&archive);
    return d.lines[DOCTOR_FAIL] > 0 ? VERB_FAILED : VERB_DONE;
}
