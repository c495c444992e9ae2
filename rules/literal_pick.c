#include "rules/literal_pick.h"

#include <math.h>

void
literal_pick_add(
    struct literal_pick *p, struct literal_set *set, size_t from, size_t to)
{
    struct literal_candidate *c = &p->candidate[p->count];

    if (set->count > 0 && p->count == LITERAL_CANDIDATES_MAX) {
        c = &p->candidate[0];
        for (size_t i = 1; i < p->count; i++)
            if (literal_set_cost(&p->candidate[i].set) >
                literal_set_cost(&c->set))
                c = &p->candidate[i];
        if (literal_set_cost(&c->set) < literal_set_cost(set)) {
            literal_set_clear(set);
            return;
        }
        literal_set_clear(&c->set);
    } else if (set->count > 0) {
        p->count++;
    } else {
        return;
    }
    *c = (struct literal_candidate){ *set, from, to };
    *set = (struct literal_set){ .rate = 0 };
}

static double
cost_of_pair(
    const struct literal_candidate *a, const struct literal_candidate *b)
{
    if ((a->from < b->to && b->from < a->to) ||
        !literal_set_has_single(&a->set))
        return INFINITY; /* they overlap, or it would not help */
    return literal_set_cost(&a->set) - a->set.rate + literal_set_cost(&b->set) -
           b->set.rate + a->set.rate * literal_set_share(b->set.found);
}

void
literal_pick_best(
    struct literal_pick *p, struct literal_set *out, struct reach span)
{
    struct literal_candidate *best = NULL, *partner = NULL;
    double least = 0;

    for (size_t i = 0; i < p->count; i++) {
        struct literal_candidate *a = &p->candidate[i];

        if (best == NULL || literal_set_cost(&a->set) < least) {
            best = a;
            partner = NULL;
            least = literal_set_cost(&a->set);
        }
        for (size_t k = 0; k < p->count; k++)
            if (cost_of_pair(a, &p->candidate[k]) < least) {
                best = a;
                partner = &p->candidate[k];
                least = cost_of_pair(best, partner);
            }
    }
    if (best != NULL)
        literal_set_append(out, &best->set);
    if (partner != NULL)
        literal_set_marry(out, &partner->set, span);
    literal_set_weigh(out);
    for (size_t i = 0; i < p->count; i++)
        literal_set_clear(&p->candidate[i].set);
}
