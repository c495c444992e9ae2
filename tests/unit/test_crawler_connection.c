#include "tests/check.h"

#include "base/mem.h"
#include "base/now.h"
#include "crawler/connection.h"
#include "crawler/fetch.h"
#include "crawler/names.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

static void
writes_what_was_seen(void **state)
{
    struct connection_seen seen = { STR("192.0.2.1,2001:db8::1"), 1700000000000,
        STR("TLSv1.3 / TLS_AES_256_GCM_SHA384"), 1700000001000 };
    struct buf text = BUF_MAX(CONNECTION_TEXT_BYTES);
    struct str rest, line;

    (void)state;
    connection_write(&text, &seen);
    CHECK_TEXT(buf_text(&text),
        "resolver-answer: 192.0.2.1,2001:db8::1\n"
        "resolved-at: 2023-11-14T22:13:20Z\n"
        "connected-at: 2023-11-14T22:13:21Z\n"
        "tls: TLSv1.3 / TLS_AES_256_GCM_SHA384\n",
        "all");
    rest = buf_str(&text);
    while (str_next_line(&rest, &line))
        CHECK_INT(connection_is_line(line), 1, "a line of ours");
    CHECK_INT(connection_is_line(STR("outcome: received")), 0, "another's");
    buf_clear(&text);
    check_end();
}

static const struct {
    const char *name, *pem, *want;
} pems[] = {
    { "three bytes",
        "-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----",
        "certificate: sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb4"
        "10ff61f20015ad\n" },
    { "with padding",
        "x-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----",
        "certificate: sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9"
        "807785afee48bb\n" },
    { "none", "YWJj", "" },
    { "no end", "-----BEGIN CERTIFICATE-----\nYWJj\n", "" },
    { "nothing in it", "-----BEGIN CERTIFICATE----------END CERTIFICATE-----",
        "" },
};

static void
digests_certificates(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pems); i++) {
        struct buf out = BUF_MAX(CONNECTION_TEXT_BYTES);

        connection_add_certificate(&out, str_of(pems[i].pem));
        CHECK_TEXT(buf_text(&out), pems[i].want, pems[i].name);
        buf_clear(&out);
    }
    check_end();
}

static void
knows_connections_by_their_ends(void **state)
{
    struct connections *c = connections_new();

    (void)state;
    CHECK_INT(connections_find(c, STR("a 1 b 2")).len, 0, "unknown");
    connections_put(c, STR("a 1 b 2"), STR("one"));
    connections_put(c, STR("a 1 b 2"), STR("two"));
    CHECK_INT(str_is(connections_find(c, STR("a 1 b 2")), "two"), 1, "anew");
    for (int i = 0; i < 10000; i++) {
        char ends[32];

        snprintf(ends, sizeof ends, "x %d", i);
        connections_put(c, str_of(ends), STR("three"));
    }
    CHECK_INT(str_is(connections_find(c, STR("x 9999")), "three"), 1, "last");
    connections_free(c);
    check_end();
}

/* A numeric name needs no name server. */
static void
gives_the_answer_as_it_came(void **state)
{
    struct names *n = names_new();
    const struct names_answer *a;
    struct pollfd wait = { names_fd(n), POLLIN, 0 };

    (void)state;
    assert_null(names_ask(n, STR("192.0.2.7"), 1000, 5));
    while ((a = names_ask(n, STR("192.0.2.7"), 1000, 6)) == NULL)
        poll(&wait, 1, 10000);
    CHECK_TEXT(a->addresses, "192.0.2.7", "the address");
    CHECK_INT(a->asked_wall_ms, 5, "when it was asked");
    assert_non_null(names_ask(n, STR("192.0.2.7"), 200000, 7));
    assert_null(names_ask(n, STR("192.0.2.7"), 400000, 8));
    assert_null(names_ask(n, STR("no name"), 1000, 9));
    while ((a = names_ask(n, STR("no name"), 1000, 9)) == NULL)
        poll(&wait, 1, 10000);
    CHECK_TEXT(a->addresses, "", "none");
    CHECK_INT(a->why[0] != '\0', 1, "and why");
    names_free(n);
    check_end();
}

/* --- a server with a certificate --- */

struct tls_server {
    char dir[40], at[40];
    FILE *out;
};

/* -1 where openssl is not installed. */
static int
tls_start(struct tls_server *s)
{
    char command[600], line[200];

    strcpy(s->dir, "/tmp/shelfwatch-tls-XXXXXX");
    assert_non_null(mkdtemp(s->dir));
    snprintf(command, sizeof command,
        "cd %s && openssl req -x509 -newkey ec -pkeyopt"
        " ec_paramgen_curve:P-256 -nodes -keyout k.pem -out c.pem -days 2"
        " -subj /CN=shop.example -addext subjectAltName=DNS:shop.example"
        " 2>/dev/null",
        s->dir);
    if (system(command) != 0)
        return -1;
    snprintf(command, sizeof command,
        "cd %s && echo $$ >pid && exec openssl s_server -accept 127.0.0.1:0"
        " -key k.pem -cert c.pem -www 2>&1",
        s->dir);
    s->out = popen(command, "r");
    assert_non_null(s->out);
    while (fgets(line, sizeof line, s->out) != NULL)
        if (sscanf(line, "ACCEPT %39s", s->at) == 1)
            return 0;
    return -1;
}

static void
tls_stop(struct tls_server *s)
{
    char command[100];

    snprintf(command, sizeof command, "kill $(cat %s/pid)", s->dir);
    if (s->out != NULL && system(command) == 0)
        pclose(s->out);
    snprintf(command, sizeof command, "rm -rf %s", s->dir);
    assert_int_equal(system(command), 0);
}

static void
expect_fingerprint(const struct tls_server *s, const char *connection)
{
    char command[200], want[80] = "";
    FILE *p;

    snprintf(command, sizeof command,
        "openssl x509 -in %s/c.pem -outform DER | sha256sum", s->dir);
    p = popen(command, "r");
    assert_non_null(p);
    assert_non_null(fgets(want, sizeof want, p));
    want[64] = '\0';
    pclose(p);
    CHECK_INT(strstr(connection, want) != NULL, 1, connection);
}

static struct page *
get(struct fetch *f, const char *url)
{
    struct fetch_request r = {
        .id = 1, .url = str_of(url), .now_wall_ms = 1700000000000
    };
    struct fail fail = { "" };
    struct page *p;
    int64_t id;

    fetch_start(f, &r);
    while ((p = fetch_next_done(f, &id)) == NULL)
        if (fetch_poll(f, 1000, -1, &fail) < 0)
            fail_msg("%s", fail.text);
    return p;
}

static void
keeps_tls_of_a_connection(void **state)
{
    struct tls_server s = { .out = NULL };
    struct route route = { "shop.example:443", s.at };
    char ca[80];
    struct fetch_options o = { .user_agent = "shelfwatch-test/1",
        .routes = &route,
        .routes_count = 1,
        .ca_file = ca };
    struct fail fail = { "" };
    struct fetch *f = NULL;
    struct page *p;

    (void)state;
    if (tls_start(&s) != 0) {
        tls_stop(&s);
        print_message("skipped: openssl is not installed\n");
        skip();
    }
    snprintf(ca, sizeof ca, "%s/c.pem", s.dir);
    assert_int_equal(fetch_new(&f, &o, &fail), 0);
    p = get(f, "https://shop.example/");
    CHECK_INT(p->outcome, PAGE_RECEIVED, p->why);
    CHECK_INT(
        strstr(p->connection, "tls: TLSv1.3 / TLS_") != NULL, 1, p->connection);
    CHECK_INT(
        strstr(p->connection, "resolver-answer: not asked (connect_to") != NULL,
        1, p->connection);
    expect_fingerprint(&s, p->connection);
    page_free(p);
    fetch_free(f);
    tls_stop(&s);
    check_end();
}

static void
judges_what_a_name_leads_to(void **state)
{
    struct fetch_options o = { .user_agent = "shelfwatch-test/1" };
    struct fail fail = { "" };
    struct fetch *f = NULL;
    struct page *p;

    (void)state;
    assert_int_equal(fetch_new(&f, &o, &fail), 0);
    p = get(f, "http://localhost/");
    CHECK_INT(p->outcome, PAGE_REFUSED, p->why);
    CHECK_INT(strncmp(p->why, "address:", 8), 0, p->why);
    page_free(p);
    p = get(f, "http://-a.example/");
    CHECK_INT(p->outcome, PAGE_FAILED, "an order");
    CHECK_TEXT(p->why, "dns: no host has such a name", "why");
    page_free(p);
    p = get(f, "http://nowhere.invalid/");
    CHECK_INT(p->outcome, PAGE_FAILED, p->why);
    CHECK_INT(strncmp(p->why, "dns:", 4), 0, p->why);
    page_free(p);
    fetch_free(f);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_what_was_seen),
        cmocka_unit_test(digests_certificates),
        cmocka_unit_test(knows_connections_by_their_ends),
        cmocka_unit_test(gives_the_answer_as_it_came),
        cmocka_unit_test(keeps_tls_of_a_connection),
        cmocka_unit_test(judges_what_a_name_leads_to),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
