#include "tests/check.h"

#include "base/mem.h"
#include "crawler/visible.h"
#include "tests/see.h"

#include <stdio.h>

static const struct listing *
seen_main(const struct seen *s)
{
    for (size_t i = 0; i < s->facts.count; i++) {
        if (s->facts.offers[i].role == FACT_MAIN)
            return s->facts.offers[i].listing;
    }
    return NULL;
}

/* "field=value" of the main offer, as text. */
static const char *
seen_field(const struct seen *s, const char *name)
{
    const struct listing *l = seen_main(s);
    enum listing_field f;
    enum listing_list list;

    if (!l)
        return NULL;
    if (listing_field_find(&f, str_of(name)) == 0)
        return l->text[f];
    if (listing_list_find(&list, str_of(name)) == 0)
        return l->list[list].count ? l->list[list].item[0] : NULL;
    if (strcmp(name, "certificate") == 0)
        return l->certificate_count ? l->certificates[0].value : NULL;
    return NULL;
}

static const struct {
    const char *name, *body, *field, *want;
} fields[] = {
    { "title is the h1", "<title>Blue lamp | Shop</title><h1>Blue lamp</h1>",
        "title", "Blue lamp" },
    { "title of the page, without the shop",
        "<title>Blue lamp 40 W | Shop"
        "</title><p>text</p>",
        "title", "Blue lamp 40 W" },
    { "a zero-width space splits no word", "<h1>G\u200BPS L\u200Bamp</h1>",
        "title", "G\u200BPS L\u200Bamp" },
    { "a zero-width space at the edge is none",
        "<h1>\u200B Blue\u200B lamp\u200B</h1>", "title", "Blue lamp" },
    { "price beside the title", "<h1>Lamp</h1><span>EUR 12.99</span>",
        "price.amount", "12.99" },
    { "German price", "<h1>Lampe</h1><div>1.234,56 €</div>", "price.amount",
        "1234.56" },
    { "struck price is not the one to pay",
        "<h1>Lamp</h1><del>£20.00</del> <b>£15.00</b>", "price.amount",
        "15.00" },
    { "UVP is not the one to pay",
        "<h1>Lampe</h1><p>UVP 99,00 €</p><p>79,00 €</p>", "price.amount",
        "79.00" },
    { "shipping is not the price",
        "<h1>Lamp</h1><p>Shipping: £3.99</p><p>£15.00</p>", "price.amount",
        "15.00" },
    { "base price is not the price",
        "<h1>Creme</h1><p>19,90 €</p><p>Grundpreis: 39,80 € / 100 ml</p>",
        "price.amount", "19.90" },
    { "instalments are not the price",
        "<h1>TV</h1><p>ab 20,00 € mtl.</p><p>399,00 €</p>", "price.amount",
        "399.00" },
    { "Chinese price",
        "<h1>台灯</h1><span>原价：￥199</span>"
        "<p>促销价：￥99.00</p>",
        "price.amount", "99.00" },
    { "cents in an element of their own",
        "<h1>Lamp</h1><p class=price>€12<sup>99</sup></p>", "price.amount",
        "12.99" },
    { "in stock", "<h1>Lamp</h1><p>In stock</p>", "availability", "in_stock" },
    { "nicht auf Lager", "<h1>Lampe</h1><p>Derzeit nicht verfügbar</p>",
        "availability", "out_of_stock" },
    { "sold out in Chinese", "<h1>台灯</h1><p>已售罄</p>", "availability",
        "out_of_stock" },
    { "a cart button means in stock",
        "<h1>Lampe</h1><p>9,99 €</p><button>In den Warenkorb</button>",
        "availability", "in_stock" },
    { "article number", "<h1>Lampe</h1><p>Art.-Nr.: 4711-B</p>", "sku",
        "4711-B" },
    { "Chinese article number", "<h1>台灯</h1><li>商品编号：100012043978</li>",
        "sku", "100012043978" },
    { "EAN in a table",
        "<h1>Lampe</h1><table><tr><th>EAN</th><td>4006381333931</td></tr>"
        "</table>",
        "gtins", "04006381333931" },
    { "a wrong EAN is none", "<h1>Lampe</h1><p>EAN: 4006381333932</p>", "gtins",
        NULL },
    { "brand in a definition list",
        "<h1>Lamp</h1><dl><dt>Brand</dt><dd>Acme</dd></dl>", "brand", "Acme" },
    { "model, Chinese", "<h1>台灯</h1><ul><li>型号：TD-200</li></ul>", "model",
        "TD-200" },
    { "condition", "<h1>Lampe</h1><p>Zustand: Gebraucht</p>", "condition",
        "used" },
    { "manufacturer block, German",
        "<h1>Lampe</h1><h3>Hersteller</h3><p>Acme GmbH<br>Musterweg 1<br>"
        "12345 Berlin<br>Deutschland<br>info@acme.example</p>",
        "manufacturer.name", "Acme GmbH" },
    { "manufacturer address, German",
        "<h1>Lampe</h1><h3>Hersteller</h3><p>Acme GmbH<br>Musterweg 1<br>"
        "12345 Berlin<br>Deutschland<br>info@acme.example</p>",
        "manufacturer.address", "Musterweg 1, 12345 Berlin, Deutschland" },
    { "manufacturer e-mail",
        "<h1>Lampe</h1><div>Hersteller: Acme GmbH, Musterweg 1, 12345 Berlin, "
        "info@acme.example</div>",
        "manufacturer.email", "info@acme.example" },
    { "responsible person, English",
        "<h1>Lamp</h1><dl><dt>EU Responsible Person</dt><dd>Euro Rep Ltd<br>"
        "1 High St<br>D02 Dublin<br>Ireland<br>rep@rep.example</dd></dl>",
        "responsible_person.name", "Euro Rep Ltd" },
    { "responsible person's country",
        "<h1>Lamp</h1><dl><dt>EU Responsible Person</dt><dd>Euro Rep Ltd<br>"
        "1 High St<br>D02 Dublin<br>Ireland<br>rep@rep.example</dd></dl>",
        "responsible_person.country", "IE" },
    { "responsible person with labels inside",
        "<h1>Toy</h1><table><tr><td>EU Responsible Person</td><td>Name: Acme "
        "EU GmbH<br>Address: Main St 5, 10115 Berlin, Germany<br>Email: "
        "eu@acme.example</td></tr></table>",
        "responsible_person.country", "DE" },
    { "its address",
        "<h1>Toy</h1><table><tr><td>EU Responsible Person</td>"
        "<td>Name: Acme EU GmbH<br>Address: Main St 5, 10115 Berlin, Germany"
        "<br>Email: eu@acme.example</td></tr></table>",
        "responsible_person.address", "Main St 5, 10115 Berlin, Germany" },
    { "labels and values in elements of their own",
        "<h1>Cream</h1><h4>Manufacturer information</h4><div><div>Name</div>"
        "<div>Beauty Co Ltd</div><div>Address</div><div>5 King Street, London,"
        " SW1</div><div>Email</div><div>hi@beauty.example</div></div>",
        "manufacturer.email", "hi@beauty.example" },
    { "a menu is no seller",
        "<h1>Toaster</h1><div><div>Shop</div><div>Gift cards</div>"
        "<div>Kitchen</div></div>",
        "seller.name", NULL },
    { "what one can do with a seller is no address",
        "<h1>Toaster</h1><div><div>Seller information</div><div>"
        "<a href=/s>bestshop</a></div><div>99.3% positive</div>"
        "<div><a href=/o>See other items</a></div><div>Business seller</div>"
        "</div>",
        "seller.address", NULL },
    { "a publisher makes the book",
        "<h1>Sea Tales</h1><ul><li>Format: Hardcover</li><li>Vendor: Harbour "
        "House</li><li>Publication Date: 2009</li></ul>",
        "manufacturer.name", "Harbour House" },
    { "a publisher without edition and date",
        "<h1>Sea Tales</h1><ul><li><b>Publisher:</b> Harbour House; 2nd "
        "edition (May 3, 2013)</li><li>Language: English</li></ul>",
        "manufacturer.name", "Harbour House" },
    { "a publisher, German",
        "<h1>Seegeschichten</h1><table><tr><td>Verlag</td><td>Hafen Verlag"
        "</td></tr><tr><td>Seiten</td><td>80</td></tr></table>",
        "manufacturer.name", "Hafen Verlag" },
    { "manufacturer on one line",
        "<h1>Toy</h1><table><tr><td>Manufacturer</td><td>Yiwu Toys Co., Ltd, "
        "No. 8 Road, Yiwu, Zhejiang, China</td></tr></table>",
        "manufacturer.name", "Yiwu Toys Co., Ltd" },
    { "manufacturer, Chinese",
        "<h1>积木</h1><ul><li>生产企业：义乌玩具有限公司</li>"
        "<li>地址：浙江省义乌市8号</li></ul>",
        "manufacturer.address", "浙江省义乌市8号" },
    { "seller is a link",
        "<h1>Lampe</h1><div>Verkäufer: "
        "<a href=/s/1>Licht GmbH</a></div>",
        "seller.name", "Licht GmbH" },
    { "seller's address",
        "<h1>Lampe</h1><div>Verkäufer: "
        "<a href=/s/1>Licht GmbH</a></div>",
        "seller.url", "https://shop.example/s/1" },
    { "who ships is not the seller",
        "<h1>Lamp</h1><p>Sold by <a href=/s>Happy Toys</a> and shipped by "
        "Us.</p>",
        "seller.name", "Happy Toys" },
    { "WEEE number", "<h1>Lampe</h1><p>WEEE-Reg.-Nr. DE 12345678</p>",
        "certificate", "DE 12345678" },
    { "label and value in neighbouring elements",
        "<h1>Car</h1><div><span>Make</span><span>Acme</span></div>", "brand",
        "Acme" },
    { "EAN with a full stop", "<h1>Cam</h1><li>EAN: 4006381333931.</li>",
        "gtins", "04006381333931" },
    { "lowest price of the last days is not the one to pay",
        "<h1>Lamp</h1><p>£15.00</p><p>Lowest price in 30 days: £12.00</p>",
        "price.amount", "15.00" },
    { "member price is not the one to pay",
        "<h1>Lamp</h1><p>Member price £9.00</p><p>£15.00</p>", "price.amount",
        "15.00" },
    { "a price of another product is not",
        "<h1>Lamp</h1><h2>Related products</h2><p>Bulb £3.00</p>",
        "price.amount", NULL },
    { "range takes the lower bound", "<h1>Lamp</h1><p>£10.00 - £20.00</p>",
        "price.amount", "10.00" },
    { "two prices of neighbouring elements",
        "<h1>Lamp</h1><p><span>$200</span><span>2 bids</span></p>",
        "price.amount", "200" },
    { "responsible person, Chinese",
        "<h1>台灯</h1><p>欧盟负责人：Euro Rep GmbH</p>",
        "responsible_person.name", "Euro Rep GmbH" },
    { "warning",
        "<h1>Ball</h1><p>Warnhinweise: Nicht für Kinder unter 3 "
        "Jahren geeignet.</p>",
        "warnings", "Nicht für Kinder unter 3 Jahren geeignet." },
    { "ingredients", "<h1>Creme</h1><p>Inhaltsstoffe: Aqua, Glycerin</p>",
        "ingredients", "Aqua, Glycerin" },
    { "CCC number", "<h1>插座</h1><p>3C证书编号：2016010901123456</p>",
        "certificate", "2016010901123456" },
    { "seller", "<h1>Lamp</h1><p>Sold by: Bright Ltd</p>", "seller.name",
        "Bright Ltd" },
    { "seller, German",
        "<h1>Lampe</h1><p>Verkauf und Versand durch Hell GmbH."
        "</p>",
        "seller.name", "Hell GmbH" },
};

static void
reads_fields(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(fields); i++) {
        struct seen s;

        see(&s, fields[i].body, "https://shop.example/x");
        CHECK_TEXT(
            seen_field(&s, fields[i].field), fields[i].want, fields[i].name);
        unsee(&s);
    }
    check_end();
}

static void
reads_cards(void **state)
{
    static const char body[] =
        "<h1>Lamps</h1><ul>"
        "<li><a href=/p/1><img src=1.jpg alt=x>Red lamp</a><b>9,99 €</b></li>"
        "<li><a href=/p/2><img src=2.jpg alt=x>Blue lamp</a><b>8,99 €</b></li>"
        "<li><a href=/p/3><img src=3.jpg alt=x>Green lamp</a>"
        "<s>10,00 €</s><b>7,99 €</b></li></ul>";
    struct seen s;
    size_t cards = 0;

    (void)state;
    see(&s, body, "https://shop.example/lamps");
    for (size_t i = 0; i < s.facts.count; i++) {
        const struct listing *l = s.facts.offers[i].listing;

        if (s.facts.offers[i].role != FACT_CARD)
            continue;
        cards++;
        if (cards == 3) {
            CHECK_TEXT(l->text[LISTING_TITLE], "Green lamp", "title");
            CHECK_TEXT(
                l->text[LISTING_URL], "https://shop.example/p/3", "address");
            CHECK_TEXT(l->text[LISTING_PRICE_AMOUNT], "7.99", "price");
            CHECK_TEXT(s.facts.offers[i].list_price, "10,00 €", "old price");
        }
    }
    CHECK_INT(cards, 3, "cards");
    unsee(&s);
    check_end();
}

static void
reads_ratings(void **state)
{
    static const struct {
        const char *line;
        int tenths;
    } cases[] = {
        { "4.3 out of 5", 43 },
        { "4,3 von 5", 43 },
        { "4,3 sur 5", 43 },
        { "4,3 su 5", 43 },
        { "4,3 de 5", 43 },
        { "4,3 van 5", 43 },
        { "4,3 z 5", 43 },
        { "4,3 из 5", 43 },
        { "4,3 av 5", 43 },
        { "4.3/5", 43 },
        { "4.3 / 5", 43 },
        { "T5 lamp, 4.3 out of 5 stars", 43 },
        { "Variant 5", 0 },
        { "4.3 out of 50", 0 },
        { "5", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct listing *l;
        char body[128];
        struct seen s;

        snprintf(body, sizeof body, "<h1>Lamp</h1><p>%s</p>", cases[i].line);
        see(&s, body, "https://shop.example/x");
        l = seen_main(&s);
        CHECK_INT(l == NULL ? -1 : (int)(l->rating_value * 10 + 0.5),
            cases[i].tenths, cases[i].line);
        unsee(&s);
    }
    check_end();
}

/* What stood before a number already is remembered: the second line of a pair
 * reads as the first, in which something farther away may differ. */
static void
reads_again_what_it_read(void **state)
{
    static const struct {
        const char *before;
        int bytes; /* of the price with its sign; 0: none */
    } cases[] = {
        { "EUR ", 9 },
        { "now only EUR ", 9 },
        { "as good as new for EUR ", 9 },
        { "EUR: ", 10 },
        { "EUR ::::::: ", 17 },
        { "x EUR :::::::::::::::::::: ", 30 },
        { "pieces$", 6 },
        { "US$", 8 },
        { "Artikel ", 0 },
        { "a very long line of words, Artikel ", 0 },
        { "", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf body = BUF_MAX(4096);
        struct seen s;

        buf_addf(&body,
            "<h1>A lamp for the table</h1><p>%s12.50</p><p>%s12.50</p>"
            "<p>%s99.00</p>",
            cases[i].before, cases[i].before, cases[i].before);
        see(&s, buf_text(&body), "https://shop.example/x");
        CHECK_INT(s.visible->price_count, cases[i].bytes > 0 ? 3 : 0,
            cases[i].before);
        for (size_t k = 0; k < s.visible->price_count; k++)
            CHECK_INT(
                s.visible->prices[k].len, cases[i].bytes, cases[i].before);
        unsee(&s);
        buf_clear(&body);
    }
    check_end();
}

static void
reads_reviews(void **state)
{
    static const char body[] =
        "<h1>Lampe</h1><p>12,99 €</p><p>4,3 von 5 Sternen</p>"
        "<p>1.234 Kundenbewertungen</p><div class=reviews>"
        "<div class=review><span>Anna M.</span><p>2 von 5</p>"
        "<p>Nach zwei Tagen hat das Netzteil Feuer gefangen!</p></div>"
        "<div class=review><span>Bernd</span><p>5 von 5</p>"
        "<p>Sehr schönes Licht, gerne wieder bestellt.</p></div></div>";
    const struct listing *l;
    struct seen s;

    (void)state;
    see(&s, body, "https://shop.example/x");
    l = seen_main(&s);
    assert_non_null(l);
    CHECK_INT(l->rating_value * 10 + 0.5, 43, "rating");
    CHECK_INT(l->rating_count, 1234, "count");
    CHECK_INT(l->review_count, 2, "reviews");
    if (l->review_count == 2) {
        CHECK_TEXT(l->reviews[0].text,
            "Nach zwei Tagen hat das Netzteil Feuer gefangen!", "text");
        CHECK_INT(l->reviews[0].rating, 2, "its rating");
        CHECK_INT(l->reviews[1].rating, 5, "the other's");
    }
    unsee(&s);
    check_end();
}

/* More text than a view holds: what is past its cap is not read, and no line
 * is begun that has no run. */
static void
stops_at_the_cap(void **state)
{
    struct buf body = BUF_MAX(16u << 20);
    struct seen s;

    (void)state;
    buf_addz(&body, "<h1>Blue lamp</h1><p>EUR 12.99</p>");
    while (body.len < 6u << 20)
        buf_addz(&body, "<p>It was washed, dried and put back on the shelf, "
                        "where it stood among the others.</p>");
    see(&s, buf_text(&body), "https://shop.example/x");
    for (size_t i = 0; i < s.view.line_count; i++) {
        const struct view_line *l = &s.view.lines[i];

        if (l->runs == 0 || l->at + l->len > s.view.text.len)
            check_failures++;
    }
    CHECK_TEXT(seen_field(&s, "title"), "Blue lamp", "title");
    CHECK_INT(s.view.cut, 1, "says that it left something out");
    unsee(&s);
    buf_clear(&body);
    check_end();
}

/* Text that fills a view to the last byte. */
static void
fills_to_the_cap(void **state)
{
    struct buf body = BUF_MAX(16u << 20);
    char *word = mem_new(4u << 20);
    struct seen s;

    (void)state;
    memset(word, 'A', 4u << 20);
    buf_addz(&body, "<p>");
    buf_add(&body, word, 4u << 20);
    buf_addz(&body, "</p><p>more</p>");
    see(&s, buf_text(&body), "https://shop.example/x");
    CHECK_INT(s.view.text.len, 4u << 20, "full");
    CHECK_INT(s.view.lower.len, 4u << 20, "and its lower form");
    unsee(&s);
    buf_clear(&body);
    free(word);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_fields),
        cmocka_unit_test(reads_cards),
        cmocka_unit_test(reads_ratings),
        cmocka_unit_test(reads_again_what_it_read),
        cmocka_unit_test(reads_reviews),
        cmocka_unit_test(stops_at_the_cap),
        cmocka_unit_test(fills_to_the_cap),
    };

    return cmocka_run_group_tests_name("crawler/visible", tests, NULL, NULL);
}
