#include "recalls/source_rappelconso.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "core/gtin.h"
#include "core/limits.h"
#include "recalls/notice_feed.h"

#include <stdlib.h>

#define SPLIT "|;$"

static const struct notice_member members[] = {
    { .to = "id",
        .from = { "numero_fiche", "reference_fiche", "rappel_guid", "id" } },
    { .to = "published",
        .from = { "date_publication", "date_de_publication" } },
    { .to = "category",
        .from = { "categorie_produit", "categorie_de_produit" } },
    { .to = "product",
        .from = { "sous_categorie_produit", "sous_categorie_de_produit" } },
    { .to = "brand",
        .from = { "marque_produit", "nom_de_la_marque_du_produit" } },
    { .to = "name", .from = { "libelle" } },
    { .to = "description", .from = { "motif_rappel", "motif_du_rappel" } },
    { .to = "hazard_text",
        .from = { "risques_encourus",
            "risques_encourus_par_le_consommateur" } },
    { .to = "measures",
        .from = { "conduites_a_tenir_par_le_consommateur" },
        .separators = SPLIT },
    { .to = "sold_at", .from = { "distributeurs" }, .separators = SPLIT "," },
    { .to = "images",
        .from = { "liens_vers_les_images" },
        .separators = "| ;" },
    { .to = "url",
        .from = { "lien_vers_la_fiche_rappel", "lien_vers_la_fiche" } },
    { .to = "version", .from = { "numero_version", "ndeg_de_version" } },
    { .to = "models_text",
        .from = { "modeles_ou_references", "noms_des_modeles_ou_references" } },
    { .to = "identification",
        .from = { "identification_produits", "identification_des_produits" } },
    { .to = "sold_in", .from = { "zone_geographique_de_vente" } },
    { .to = "sold_from", .from = { "date_debut_commercialisation" } },
    { .to = "sold_until",
        .from = { "date_date_fin_commercialisation",
            "date_fin_commercialisation" } },
    { .to = "legal_nature",
        .from = { "nature_juridique_rappel", "nature_juridique_du_rappel" } },
    { .to = "packaging", .from = { "conditionnements" } },
    { .to = "notes",
        .from = { "informations_complementaires",
            "description_complementaire_risque",
            "description_complementaire_du_risque" } },
    { .to = "guid", .from = { "rappel_guid" } },
};

/* Take one of the words off the front of *s, with what stands between it and
 * the value ("n°", ":", "."). */
static int
take_label(struct str *s, const char *const *words, size_t count)
{
    static const char *const fillers[] = { "numéros", "numéro", "numeros",
        "numero", "n°", "nº", "(s)", ":", ".", "-", "=", "#", "13", "14" };

    for (size_t i = 0; i < count; i++) {
        struct str word = str_of(words[i]), rest;

        if (!str_starts_nocase(*s, word))
            continue;
        rest = str_sub(*s, word.len, s->len);
        if (rest.len > 0 && str_is_alpha(rest.p[0]))
            continue;
        rest = str_trim(rest);
        for (size_t k = 0; k < COUNT(fillers); k++) {
            struct str filler = str_of(fillers[k]);
            struct str after = str_sub(rest, filler.len, rest.len);

            /* A number is filler only where a value follows: "EAN 13: 40..". */
            if (!str_starts_nocase(rest, filler) ||
                (str_is_digit(filler.p[0]) &&
                    (after.len == 0 || str_is_alnum(after.p[0]))))
                continue;
            rest = str_trim(after);
            k = (size_t)-1;
        }
        *s = rest;
        return 1;
    }
    return 0;
}

static int
has_word(struct str s, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_find_nocase(s, str_of(words[i]), 0) >= 0)
            return 1;
    return 0;
}

static int
is_date(struct str s)
{
    static const char *const words[] = { "date", "ddm", "dlc", "dluo",
        "péremption", "peremption", "à consommer", "a consommer", "limite" };
    char date[NOTICE_DATE_BYTES];

    if (has_word(s, words, COUNT(words)))
        return 1;
    return s.len >= 8 && s.len <= 25 &&
           (str_find_char(s, '/', 0) > 0 || str_find_char(s, '-', 0) > 0) &&
           str_is_digit(s.p[0]) && notice_date(s, date) == 0;
}

/* 1 if s is 8 to 14 digits, blanks between them. */
static int
is_long_number(struct str s)
{
    size_t digits = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (str_is_digit(s.p[i]))
            digits++;
        else if (s.p[i] != ' ')
            return 0;
    }
    return digits >= 8 && digits <= 14;
}

static void
add_model(struct recall *r, struct str s)
{
    static const char *const labels[] = { "références", "référence",
        "references", "reference", "réfs", "réf", "refs", "ref", "modèles",
        "modèle", "modeles", "modele", "article", "art", "code article" };
    static const char *const all[] = { "tous", "toutes", "tout", "voir ",
        "ensemble des" };

    s = str_trim(s);
    take_label(&s, labels, COUNT(labels));
    for (size_t i = 0; i < COUNT(all); i++)
        if (str_starts_nocase(s, str_of(all[i])))
            return;
    if (s.len > 0 && s.len <= 80)
        notice_add(r, RECALL_MODELS, s, "");
}

/* One token of the identification: what is it? */
static void
add_token(struct recall *r, struct str s)
{
    static const char *const lots[] = { "lots", "lot", "batch", "l." };
    static const char *const codes[] = { "gtin", "ean", "code-barres",
        "code barres", "code barre", "code-barre", "gencod", "upc" };
    static const char *const models[] = { "réf", "ref", "référence",
        "reference", "modèle", "modele", "article" };
    static const char *const serials[] = { "série", "serie", "sn", "s/n" };
    static const char *const all[] = { "tous", "toutes", "tout", "voir ",
        "sans objet", "non concern" };

    s = str_trim(s);
    if (s.len == 0 || has_word(s, all, COUNT(all)))
        return;
    if (take_label(&s, codes, COUNT(codes)))
        notice_add_gtins(r, s);
    else if (take_label(&s, lots, COUNT(lots)) ||
             take_label(&s, serials, COUNT(serials)))
        notice_add(r, RECALL_BATCHES, s, "/");
    else if (has_word(str_sub(s, 0, 12), models, COUNT(models)))
        add_model(r, s);
    else if (is_date(s))
        notice_add_extra(r, "dates", utf8_cut(s, 200));
    else if (is_long_number(s))
        notice_add_gtins(r, s);
    else
        notice_add(r, RECALL_BATCHES, s, "");
}

/* "3760..|Lot L24|DDM 12/2025", "3760.. $ L24 $ 2025-12-01", "3760.., lot
 * L24", "GTIN 3760.. Lot L24": cut at separators, and before a label. */
static void
read_identification(struct recall *r, struct str s)
{
    static const char *const labels[] = { " lot ", " lot:", " lots ", " gtin",
        " ean ", " ddm ", " dlc ", " date " };
    size_t from = 0;

    for (size_t i = 0; i <= s.len; i++) {
        int cut = i == s.len || strchr("|$;,\n\t", s.p[i]) != NULL ||
                  str_starts(str_sub(s, i, 2), STR("¤"));

        for (size_t k = 0; !cut && i > from && k < COUNT(labels); k++)
            cut = str_starts_nocase(str_sub(s, i, s.len), str_of(labels[k])) &&
                  !is_date(str_trim(str_sub(s, from, i - from)));
        if (!cut)
            continue;
        add_token(r, str_sub(s, from, i - from));
        /* The separator "¤" has a second byte. */
        from = i < s.len && (unsigned char)s.p[i] >= 0x80 ? i + 2 : i + 1;
    }
}

static void
read_models(struct recall *r, struct str s)
{
    size_t from = 0;

    for (size_t i = 0; i <= s.len; i++)
        if (i == s.len || strchr(SPLIT ",\n", s.p[i]) != NULL) {
            add_model(r, str_sub(s, from, i - from));
            from = i + 1;
        }
}

/* All texts of an extra member, a line each. */
static void
join_extra(const struct recall *r, const char *name, struct buf *out)
{
    struct str s;

    buf_reset(out);
    for (size_t i = 0; (s = notice_feed_extra(r, name, i)).len > 0; i++) {
        buf_adds(out, s);
        buf_addc(out, '\n');
    }
}

static int
finish(struct recall_import *im, const struct js *record, struct recall *r,
    void *ctx)
{
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES * 2);
    struct str id = recall_get(r, RECALL_ID);

    (void)im;
    (void)record;
    (void)ctx;
    join_extra(r, "identification", &text);
    read_identification(r, buf_str(&text));
    join_extra(r, "models_text", &text);
    read_models(r, buf_str(&text));
    if (r->text[RECALL_NAME] == NULL)
        notice_set(r, RECALL_NAME, buf_str(&text));
    /* The notice's number may be the one of the Safety Gate. */
    if (str_starts(id, STR("SR/")) || str_starts(id, STR("A12/")) ||
        str_starts(id, STR("INFO/")))
        notice_feed_set_extra(r, "case_number", id);
    notice_add_hazards(r, recall_get(r, RECALL_DESCRIPTION));
    notice_feed_mine(r, recall_get(r, RECALL_NAME));
    buf_clear(&text);
    return 0;
}

/* --- versions --- */

struct versioned {
    struct recall *recall;
    long long version;
    size_t place;
};

static int
compare(const void *a, const void *b)
{
    const struct versioned *x = a, *y = b;

    if (x->version != y->version)
        return x->version < y->version ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* The records from `first` on, older versions before newer ones. */
static void
sort_versions(struct recalls *rs, size_t first)
{
    size_t count = rs->count - first;
    struct versioned *list = mem_array(count + 1, sizeof *list);

    for (size_t i = 0; i < count; i++) {
        struct recall *r = rs->item[first + i];
        int64_t version = 0;

        str_to_i64(notice_feed_extra(r, "version", 0), &version);
        list[i] = (struct versioned){ r, version, i };
    }
    qsort(list, count, sizeof *list, compare);
    for (size_t i = 0; i < count; i++)
        rs->item[first + i] = list[i].recall;
    free(list);
}

int
source_rappelconso_json(
    struct recall_import *im, struct str text, struct fail *fail)
{
    static const char *const inside[] = { "results", "records", NULL };
    static const struct notice_feed feed = { .source = "fr-rappelconso",
        .language = "fr",
        .country = "FR",
        .members = members,
        .member_count = COUNT(members),
        .inside = inside,
        .finish = finish };
    size_t first = im->out->count;

    (void)fail;
    notice_feed_read(im, &feed, text);
    sort_versions(im->out, first);
    return 0;
}
