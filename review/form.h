/* review/form.h - the parts that forms are made of. */
#ifndef REVIEW_FORM_H
#define REVIEW_FORM_H

#include "review/view.h"

/* A form that is sent to `action`, with its token; closed by form_end. */
void form_start(struct view *v, const char *class, const char *action);
void form_end(struct view *v);

/* A labelled input. `key` is the text of its label and, without what stands
 * before its last dot, the field's name. */
struct form_field {
    const char *key, *type;   /* "text", "password", "date" */
    const char *autocomplete; /* what a browser may fill in; "off" */
    struct str value;
    int required;
};
void form_field(struct view *v, const struct form_field *f);
void form_hidden(struct view *v, const char *name, struct str value);
/* A labelled check box of a set: name=value. */
void form_check(struct view *v, const char *name, const char *value,
    struct str label, int checked);
void form_submit(struct view *v, const char *key, int primary);

/* What is wrong with a form that was sent; nothing for NULL. */
void form_complain(struct view *v, const char *key, const char *why);

#endif
