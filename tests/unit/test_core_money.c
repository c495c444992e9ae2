#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "core/money.h"
#include "core/money_marks.h"

#include <math.h>

static void
reads_prices(void **state)
{
    static const struct {
        const char *text, *hint, *want;
    } cases[] = {
        { "12,99 €", "", "12.99 EUR" },
        { "1.234,56 €", "", "1234.56 EUR" },
        { "£1,234.56", "", "1234.56 GBP" },
        { ".5 €", "", "0.5 EUR" },
        { ".5€ 35", "", "0.5 EUR" },
        { "¥99", "", "99 CNY" },
        { "¥99", "JPY", "99 JPY" },
        { "￥９９．００", "", "99.00 CNY" },
        { "99元", "", "99 CNY" },
        { "99元", "TWD", "99 TWD" },
        { "1 234,50 zł", "", "1234.50 PLN" },
        { "CHF 12.-", "", "12 CHF" },
        { "12,-", "EUR", "12 EUR" },
        { "1.899,--€", "", "1899 EUR" },
        { "Rs. 1,23,456", "", "123456 INR" },
        { "Rs. 75", "PKR", "75 PKR" },
        { "R$ 1.500,00", "", "1500.00 BRL" },
        { "172 kr", "", "172 SEK" },
        { "172 kr", "DKK", "172 DKK" },
        { "1'234.50", "", "1234.50" },
        { "29,99 € – 49,99 €", "", "29.99 EUR" },
        { "29,99 – 49,99 €", "", "29.99 EUR" },
        { "von 29,99 bis 49,99 €", "", "29.99 EUR" },
        { "iPhone 12 - 599 €", "", "599 EUR" },
        { "$ 5", "CAD", "5 CAD" },
        { "$ 5", "EUR", "5 USD" },
        { "£ 5", "USD", "5 GBP" },
        { "1.2万", "CNY", "12000 CNY" },
        { "1万2800円", "", "12800 JPY" },
        { "3만원", "", "30000 KRW" },
        { "-20% 9,99 €", "", "9.99 EUR" },
        { "20 %", "", "none" },
        { "205/55 R16 89,00 €", "", "89.00 EUR" },
        { "256 GB 199 €", "", "199 EUR" },
        { "0,500 €", "", "0.500 EUR" },
        { "1.250 €", "", "1250 EUR" },
        { "1.250 KD", "", "1.250 KWD" },
        { "12 000 000 ₫", "", "12000000 VND" },
        { "15.08.2017", "", "none" },
        { "35€ 99 dont 0,02 €", "", "35.99 EUR" },
        { "10€ 20€", "", "10 EUR" },
        { "49 90 €", "", "49.90 EUR" },
        { "$19 99", "", "19.99 USD" },
        { "size 38 40 €", "", "40 EUR" },
        { "was £20 now £15", "", "15 GBP" },
        { "UVP: 49,99 € 29,99 €", "", "29.99 EUR" },
        { "statt 5 €", "", "5 EUR" },
        { "¥1,234（税込）", "", "1234 JPY" },
        { "¥1,234（含税）", "", "1234 CNY" },
        { "Preis auf Anfrage", "EUR", "none" },
        { "Free!", "", "0" },
        { "free shipping", "", "none" },
        { "", "", "none" },
        { "٣٫٥٠ ريال", "", "3.50 SAR" },
        { "9999999999999999999999", "", "none" },
        { "9.99\xC2\xA0\xE2\x82\xAC", "", "9.99 EUR" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct money m;
        char got[64] = "none";

        if (money_parse(&m, str_of(cases[i].text), str_of(cases[i].hint)) == 0)
            snprintf(got, sizeof got, "%s%s%s", m.amount,
                m.currency[0] ? " " : "", m.currency);
        CHECK_TEXT(got, cases[i].want, cases[i].text);
    }
    check_end();
}

static void
names_currencies(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "€", "EUR" },
        { "EUR", "EUR" },
        { "eur", "EUR" },
        { "Euro", "EUR" },
        { "元", "CNY" },
        { "US$", "USD" },
        { "zł", "PLN" },
        { "TL", "TRY" },
        { "try", "TRY" },
        { "Pris NOK 1 999,00", "NOK" },
        { "RENAULT", "" },
        { "Add to Order", "" },
        { "", "" },
        { "MX924 IX", "" },
        { "руб. (шт)", "RUB" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char got[8];

        snprintf(got, sizeof got, STR_FMT,
            STR_ARG(money_currency(str_of(cases[i].text))));
        CHECK_TEXT(got, cases[i].want, cases[i].text);
    }
    check_end();
}

struct score {
    int all, amounts, currencies;
};

/* Their currency is the text as written: it is read as a code by our table,
 * and counts as wrong where that knows no code. */
static void
judge(struct score *sc, struct str field[8])
{
    struct money m = { 0 };
    double want, got;
    int has_amount = str_to_double(field[5], &want) == 0, rc, same;
    struct str code = money_currency(field[3]);
    struct str hinted = money_currency(field[1]);

    /* A sign of several currencies is settled by the hint, as ours is. */
    if (code.len > 0 && field[1].len > 0) {
        char text[64];
        struct money sign;

        snprintf(text, sizeof text, "1 " STR_FMT, STR_ARG(field[3]));
        if (money_parse(&sign, str_of(text), hinted) == 0)
            code = money_currency(str_of(sign.currency));
    }
    rc = money_parse(&m, field[2], field[1]);
    sc->all++;
    same = has_amount ? rc == 0 && str_to_double(str_of(m.amount), &got) == 0 &&
                            fabs(got - want) < 1e-9
                      : rc != 0;
    sc->amounts += same;
    /* Where there is no amount, no currency is due. */
    rc = !has_amount || str_is(code, m.currency);
    if (field[3].len > 0 && code.len == 0)
        rc = 0;
    sc->currencies += rc;
    if (!same || !rc)
        print_message("  '" STR_FMT "' hint '" STR_FMT
                      "': got %s %s, want " STR_FMT " " STR_FMT "\n",
            STR_ARG(field[2]), STR_ARG(field[1]), m.amount, m.currency,
            STR_ARG(field[5]), STR_ARG(field[3]));
}

static void
searches_sorted_tables(void **state)
{
    (void)state;
    CHECK_INT(money_marks_sorted(), 1, "core/money_marks.c");
    check_end();
}

static void
agrees_with_price_parser(void **state)
{
    const char *path = check_data("suites/prices/price_parser.tsv");
    struct buf text = BUF_MAX(1u << 20);
    struct score sc = { 0 };
    struct fail fail;
    struct str rest, line;

    (void)state;
    if (file_read(&text, path, &fail) != 0)
        fail_msg("%s", fail.text);
    rest = buf_str(&text);
    str_next_line(&rest, &line);
    while (str_next_line(&rest, &line)) {
        struct str field[8] = { 0 };
        size_t n = 0;

        while (n < COUNT(field) && str_next(&line, '\t', &field[n]))
            n++;
        if (n > 5 && !str_starts(field[0], STR("XFAIL")))
            judge(&sc, field);
    }
    buf_clear(&text);
    print_message("price-parser cases: amount %d, currency %d of %d\n",
        sc.amounts, sc.currencies, sc.all);
    assert_true(sc.amounts * 100 >= sc.all * 97);
    assert_true(sc.currencies * 100 >= sc.all * 95);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_prices),
        cmocka_unit_test(names_currencies),
        cmocka_unit_test(searches_sorted_tables),
        cmocka_unit_test(agrees_with_price_parser),
    };

    return cmocka_run_group_tests_name("core/money", tests, NULL, NULL);
}
