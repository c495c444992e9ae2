#include "classifier/drift.h"

#include "base/mem.h"
#include "classifier/tongue.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Upper ends of the bins but the last. Most offers are far below the base
 * rate, so the bins are narrow there. */
static const double ends[DRIFT_BINS - 1] = { 0.001, 0.002, 0.005, 0.01, 0.02,
    0.05, 0.1, 0.2, 0.5, 0.8 };

/* Most words of a title in each bin but the last. */
static const size_t most_words[DRIFT_LENGTHS - 1] = { 1, 2, 3, 5, 8, 12, 18,
    30 };

/* Added to every bin, so that an empty one has a logarithm: to the reference
 * evenly, to what is compared as the reference stands. Even there too, thirty
 * offers as before would have moved. */
#define PRIOR 0.5
#define HITS_MAX 32
/* Fewer offers than this are a handful of pages, no population. */
#define OFFERS_MIN 30

static size_t
class_find(const struct drift *d, const char *name)
{
    for (size_t i = 0; i < d->classes; i++)
        if (strcmp(d->class_name[i], name) == 0)
            return i;
    return d->classes;
}

void
drift_init(struct drift *d, const struct glossary *g, struct str model)
{
    *d = (struct drift){ .model = str_dup(model) };
    for (size_t i = 0; i < glossary_count(g); i++) {
        const char *name = glossary_at(g, i)->class_name;

        if (d->classes < DRIFT_CLASSES_MAX - 1 &&
            class_find(d, name) == d->classes)
            d->class_name[d->classes++] = mem_text(name);
    }
    d->class_name[d->classes++] = mem_text("none");
}

void
drift_clear(struct drift *d)
{
    free(d->model);
    for (size_t i = 0; i < d->classes; i++)
        free(d->class_name[i]);
    *d = (struct drift){ 0 };
}

void
drift_add(struct drift *d, const struct glossary *g, const struct tokens *title,
    double risk)
{
    struct drift_language *l = &d->language[tongue_of(title)];
    struct glossary_hit hits[HITS_MAX];
    size_t count =
        glossary_find(g, buf_str(&title->folded.text), hits, HITS_MAX);
    size_t bin = 0, length = 0, found = d->classes - 1;

    while (bin < DRIFT_BINS - 1 && risk >= ends[bin])
        bin++;
    while (length < DRIFT_LENGTHS - 1 && title->count > most_words[length])
        length++;
    /* The last concept names the thing: "chair for dolls" is rare. */
    if (count > 0)
        found =
            class_find(d, glossary_at(g, hits[count - 1].concept)->class_name);
    l->offers++;
    l->bin[bin]++;
    l->length[length]++;
    l->class_count[found < d->classes ? found : d->classes - 1]++;
}

/* --- as JSON --- */

static struct js *
numbers(const double *value, size_t count)
{
    struct js *array = js_new_array();

    for (size_t i = 0; i < count; i++)
        js_add(array, js_new_integer((int64_t)value[i]));
    return array;
}

struct js *
drift_to_json(const struct drift *d)
{
    struct js *j = js_new_object(), *classes = js_new_array();

    js_set_textz(j, "model", d->model);
    for (size_t i = 0; i < d->classes; i++)
        js_add_text(classes, str_of(d->class_name[i]));
    js_set(j, "classes", classes);
    for (int l = 0; l < GLOSSARY_LANGUAGES; l++) {
        struct js *o = js_new_object();

        js_set(o, "scores", numbers(d->language[l].bin, DRIFT_BINS));
        js_set(o, "classes", numbers(d->language[l].class_count, d->classes));
        js_set(o, "lengths", numbers(d->language[l].length, DRIFT_LENGTHS));
        js_set(j, tongue_name((enum glossary_language)l), o);
    }
    return j;
}

static int
read_numbers(
    double *out, const struct js *array, size_t count, struct fail *fail)
{
    if (js_count(array) != count)
        return fail_set(
            fail, "%zu numbers are due, not %zu", count, js_count(array));
    for (size_t i = 0; i < count; i++) {
        out[i] = js_number(js_at(array, i), -1);
        if (!(out[i] >= 0 && out[i] < 1e15))
            return fail_set(fail, "a count must be a number from 0 on");
    }
    return 0;
}

static int
check_like(const struct js *j, const struct drift *like, struct fail *fail)
{
    const struct js *classes = js_get(j, "classes");

    if (!str_is(js_get_text(j, "model"), like->model))
        return fail_set(fail,
            "made for the model " STR_FMT ", not for %s: make a new reference",
            STR_ARG(js_get_text(j, "model")), like->model);
    if (js_count(classes) != like->classes)
        return fail_set(fail, "made with another glossary: make a new one");
    for (size_t i = 0; i < like->classes; i++)
        if (!str_is(js_text(js_at(classes, i)), like->class_name[i]))
            return fail_set(fail, "made with another glossary: make a new one");
    return 0;
}

int
drift_from_json(struct drift *out, const struct js *j, const struct drift *like,
    struct fail *fail)
{
    struct drift d = { .model = mem_text(like->model) };
    int rc = check_like(j, like, fail);

    for (; d.classes < like->classes; d.classes++)
        d.class_name[d.classes] = mem_text(like->class_name[d.classes]);
    for (int l = 0; rc == 0 && l < GLOSSARY_LANGUAGES; l++) {
        const char *name = tongue_name((enum glossary_language)l);
        const struct js *o = js_get(j, name);

        if (read_numbers(d.language[l].bin, js_get(o, "scores"), DRIFT_BINS,
                fail) != 0 ||
            read_numbers(d.language[l].class_count, js_get(o, "classes"),
                d.classes, fail) != 0 ||
            (js_get(o, "lengths") != NULL &&
                read_numbers(d.language[l].length, js_get(o, "lengths"),
                    DRIFT_LENGTHS, fail) != 0))
            rc = fail_wrap(fail, "%s", name);
        for (size_t i = 0; i < DRIFT_BINS; i++)
            d.language[l].offers += d.language[l].bin[i];
    }
    if (rc != 0)
        drift_clear(&d);
    *out = d;
    return rc;
}

/* --- comparing --- */

static struct drift_change
compare(const double *then, const double *now, size_t bins)
{
    struct drift_change c = { 0 };
    double all_then = 0, all_now = 0;

    for (size_t i = 0; i < bins; i++) {
        all_then += then[i];
        all_now += now[i];
    }
    if (all_then <= 0 || all_now <= 0)
        return c;
    for (size_t i = 0; i < bins; i++) {
        double a = (then[i] + PRIOR) / (all_then + PRIOR * (double)bins);
        double b = (now[i] + PRIOR * (double)bins * a) /
                   (all_now + PRIOR * (double)bins);

        c.psi += (b - a) * log(b / a);
    }
    /* Twice half a chi-square of bins - 1 degrees of freedom. */
    c.chance = ((double)bins - 1) * (1 / all_then + 1 / all_now);
    c.warns =
        c.psi > DRIFT_WARN && c.psi > 2 * c.chance && all_now >= OFFERS_MIN;
    return c;
}

struct drift_change
drift_scores(const struct drift *then, const struct drift *now, int language)
{
    return compare(
        then->language[language].bin, now->language[language].bin, DRIFT_BINS);
}

struct drift_change
drift_classes(const struct drift *then, const struct drift *now, int language)
{
    return compare(then->language[language].class_count,
        now->language[language].class_count, then->classes);
}

struct drift_change
drift_lengths(const struct drift *then, const struct drift *now, int language)
{
    return compare(then->language[language].length,
        now->language[language].length, DRIFT_LENGTHS);
}

double
drift_share(const struct drift *d, int language, size_t class_number)
{
    const struct drift_language *l = &d->language[language];

    return l->offers > 0 ? l->class_count[class_number] / l->offers : 0;
}
