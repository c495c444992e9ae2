/* review/view_templates.h - what letters are made of: texts, the authority.
 *
 * Everybody may read them; an administrator changes them, and every version
 * stays.
 */
#ifndef REVIEW_VIEW_TEMPLATES_H
#define REVIEW_VIEW_TEMPLATES_H

#include "review/view.h"

/* The list; with the parameters kind and language one of them. */
void view_templates(struct view *v);

/* Form fields: kind, language, version (the newest one that was seen), text,
 * note. */
void view_templates_put(struct view *v);

void view_templates_authority(struct view *v);
void view_templates_authority_put(struct view *v);

#endif
