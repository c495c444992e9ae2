#include "tests/check.h"

#include "base/mem.h"
#include "crawler/page_state.h"
#include "tests/see.h"

#define LONG_TEXT                                                              \
    "<p>The lamp gives warm light for reading and work, with a switch on the " \
    "cable and a foot of brass that stands firmly on every table. It takes "   \
    "every bulb with an E27 thread, draws little power and can be dimmed in "  \
    "three steps. The shade is made of linen and can be washed by hand.</p>"

static const struct {
    const char *name;
    int status;
    enum page_observed want;
    const char *reason; /* a part of it */
    const char *body;
} cases[] = {
    { "a product", 200, PAGE_OBSERVED, "",
        "<h1>Lamp</h1><p>£12.99</p><button>Add to cart</button>" LONG_TEXT },
    { "a product whose page mentions captchas", 200, PAGE_OBSERVED, "",
        "<title>Lamp</title><h1>Lamp</h1><p>£12.99</p>" LONG_TEXT
        "<p>This form is protected by reCAPTCHA.</p>" },
    { "a product with a cookie banner", 200, PAGE_OBSERVED, "",
        "<div class=cookie-banner>We use cookies. <button>Accept all</button>"
        "</div><h1>Lampe</h1><p>12,99 €</p><button>In den Warenkorb</button>" },
    { "a product with a log-in form", 200, PAGE_OBSERVED, "",
        "<form><input name=u><input type=password>Forgot your password?</form>"
        "<h1>Lamp</h1><p>£12.99</p><button>Add to cart</button>" },
    { "an article", 200, PAGE_OBSERVED, "",
        "<h1>How lamps are made</h1>" LONG_TEXT LONG_TEXT LONG_TEXT },
    { "a sold-out product is observed", 200, PAGE_OBSERVED, "",
        "<h1>Lamp</h1><p>£12.99</p><p>Currently unavailable</p>" LONG_TEXT },
    { "captcha, English", 200, PAGE_BLOCKED, "captcha",
        "<title>Robot Check</title><p>Type the characters you see in this "
        "image:</p><form><input></form>" },
    { "captcha, German", 200, PAGE_BLOCKED, "captcha",
        "<title>Sicherheitsabfrage</title><h1>Bist du ein Mensch?</h1>"
        "<p>Bitte bestätigen Sie, dass Sie ein Mensch sind.</p>" },
    { "captcha, Chinese", 200, PAGE_BLOCKED, "captcha",
        "<title>验证码拦截</title><p>亲，请拖动下方滑块完成验证</p>" },
    { "press and hold", 200, PAGE_BLOCKED, "captcha",
        "<h1>Before we continue</h1><p>Press &amp; Hold to confirm you are a "
        "human (and not a bot).</p>" },
    { "bot wall, Cloudflare's words", 200, PAGE_BLOCKED, "wall",
        "<title>Just a moment...</title><p>Checking your browser before "
        "accessing the site. Ray ID: 123</p>" },
    { "bot wall, Akamai's words", 200, PAGE_BLOCKED, "wall",
        "<title>Access Denied</title><h1>Access Denied</h1><p>You don't have "
        "permission to access this page. Reference #18.2d</p>" },
    { "bot wall, German", 200, PAGE_BLOCKED, "wall",
        "<title>Zugriff verweigert</title><p>Zugriff verweigert</p>" },
    { "bot wall, Chinese", 200, PAGE_BLOCKED, "wall",
        "<h1>访问被拒绝</h1><p>您的访问请求被拦截</p>" },
    { "a challenge in a script", 200, PAGE_BLOCKED, "wall",
        "<p>Please enable JS and disable any ad blocker</p><script>var dd={}"
        "</script><script src='https://ct.captcha.example/c.js'></script>" },
    { "a challenge in a frame", 200, PAGE_BLOCKED, "wall",
        "<iframe src='/_Incapsula_Resource?x=1'>Request</iframe>" },
    { "prose with a wall's word", 200, PAGE_OBSERVED, "",
        "<h1>A story</h1><p>There is nothing like a tale of forbidden love "
        "between two people from opposite sides.</p>" LONG_TEXT LONG_TEXT },
    { "log-in wall", 200, PAGE_BLOCKED, "log-in",
        "<title>Sign in</title><h1>Sign in</h1><form><input name=u>"
        "<input type=password></form><p>Forgot your password?</p>" },
    { "log-in wall, Chinese", 200, PAGE_BLOCKED, "log-in",
        "<title>登录</title><p>密码登录</p><p>扫码登录</p><p>请登录</p>" },
    { "consent page", 200, PAGE_BLOCKED, "consent",
        "<title>Before you continue</title><p>Before you continue</p><p>We use "
        "cookies</p><button>Accept all</button><button>Reject all</button>" },
    { "consent page, German", 200, PAGE_BLOCKED, "consent",
        "<title>Bevor Sie fortfahren</title><h1>Bevor Sie fortfahren</h1><p>"
        "Wir verwenden Cookies.</p><button>Alle akzeptieren</button>" },
    { "soft 404 with recommendations", 200, PAGE_BLOCKED, "not exist",
        "<title>Product not found</title><h1>Product not found</h1>"
        "<p>You may also like</p><ul><li><a href=/1>Red lamp</a>£1.99</li>"
        "<li><a href=/2>Blue lamp</a>£2.99</li>"
        "<li><a href=/3>Green lamp</a>£3.99</li></ul>" },
    { "soft 404, French", 200, PAGE_BLOCKED, "not exist",
        "<title>Boutique</title><h1>Page introuvable</h1><p>Accueil</p>" },
    { "soft 404, English", 200, PAGE_BLOCKED, "not exist",
        "<title>Page not found</title><h1>Sorry, page not found</h1>"
        "<p>Try our home page.</p>" },
    { "soft 404, German", 200, PAGE_BLOCKED, "not exist",
        "<title>Shop</title><h1>Seite nicht gefunden</h1><p>Die gewünschte "
        "Seite existiert nicht mehr.</p>" },
    { "soft 404, Chinese", 200, PAGE_BLOCKED, "not exist",
        "<title>商城</title><h1>很抱歉，您查看的商品不存在</h1>" },
    { "taken down, Chinese", 200, PAGE_BLOCKED, "not exist",
        "<title>商城</title><div>该商品已下架</div>" },
    { "access check, Chinese", 200, PAGE_BLOCKED, "captcha",
        "<title>访问验证</title><p>请按住滑块，拖动到最右边</p>" },
    { "characters to type", 200, PAGE_BLOCKED, "captcha",
        "<h4>Enter the characters you see below</h4><p>Sorry, we just need to "
        "make sure you're not a robot.</p>" },
    { "maintenance", 200, PAGE_BLOCKED, "maintenance",
        "<h1>We'll be back soon!</h1><p>Our shop is down for "
        "maintenance.</p>" },
    { "maintenance, German", 200, PAGE_BLOCKED, "maintenance",
        "<h1>Wartungsarbeiten</h1><p>Wir sind bald zurück.</p>" },
    { "refused", 403, PAGE_BLOCKED, "403", "<h1>Lamp</h1><p>£12.99</p>" },
    { "too many", 429, PAGE_BLOCKED, "429", "" },
    { "gone", 404, PAGE_BLOCKED, "not exist", "<h1>Oops</h1>" },
    { "failed", 503, PAGE_BLOCKED, "server", "" },
    { "script shell", 200, PAGE_PARTIAL, "scripts",
        "<div id=root></div><script>start()</script>" },
    { "script shell with a notice", 200, PAGE_PARTIAL, "scripts",
        "<div id=app></div><script src=app.js></script><script>a()</script>"
        "<p>You need to enable JavaScript to run this app.</p>" },
    { "empty", 200, PAGE_PARTIAL, "empty", "" },
};

static void
judges_states(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct page_state_input in = { .status = cases[i].status };
        struct seen s;
        const char *reason;

        see(&s, cases[i].body, "https://shop.example/x/1");
        in.view = &s.view;
        in.facts = &s.facts;
        in.signs = &s.signs;
        CHECK_INT(page_state_judge(&in, &reason), cases[i].want, cases[i].name);
        if (!strstr(reason, cases[i].reason))
            CHECK_TEXT(reason, cases[i].reason, cases[i].name);
        unsee(&s);
    }
    check_end();
}

static void
knows_cut_pages(void **state)
{
    struct page_state_input in = { .status = 200, .outcome = PAGE_TRUNCATED };
    struct seen s;
    const char *reason;

    (void)state;
    see(&s, "<h1>Lamp</h1><p>£12.99</p>" LONG_TEXT, "https://shop.example/");
    in.view = &s.view;
    in.facts = &s.facts;
    in.signs = &s.signs;
    assert_int_equal(page_state_judge(&in, &reason), PAGE_PARTIAL);
    in.outcome = PAGE_RECEIVED;
    in.tree_truncated = 1;
    assert_int_equal(page_state_judge(&in, &reason), PAGE_PARTIAL);
    unsee(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_states),
        cmocka_unit_test(knows_cut_pages),
    };

    return cmocka_run_group_tests_name("crawler/page_state", tests, NULL, NULL);
}
