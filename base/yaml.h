/* base/yaml.h - YAML nodes with line and column, and errors that name them.
 *
 * For files written by people: campaigns, rule packs, policy, site profiles.
 * Anchors and aliases are refused (a "billion laughs" needs them).
 */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include "base/fail.h"
#include "base/str.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
    enum yaml_kind kind;
    int line, column;        /* from 1 */
    int quoted;              /* scalar: was in quotes, so always text */
    struct str text;         /* scalar: its text */
    struct str key;          /* this node's key where its parent is a map */
    struct yaml_node *first; /* children in order */
    struct yaml_node *next;  /* sibling */
};

struct yaml; /* a document; owns its nodes and their text */

/* Parse one document. name is used in errors ("campaign.yaml"). */
int yaml_parse(
    struct yaml **out, struct str text, const char *name, struct fail *fail);
int yaml_load(
    struct yaml **out, const char *path, size_t max_bytes, struct fail *fail);
void yaml_free(struct yaml *y);

const struct yaml_node *yaml_root(const struct yaml *y);
const char *yaml_name(const struct yaml *y);

/* Child of a map by key, or NULL (also when node is NULL or no map). */
const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key);

/* Set fail to "NAME:LINE:COLUMN: text". Returns -1. */
int yaml_fail(const struct yaml *y, const struct yaml_node *node,
    struct fail *fail, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Fail unless node is a map whose keys are all in the NULL-ended list; the
 * error names the unknown key and the known ones. */
int yaml_check_keys(const struct yaml *y, const struct yaml_node *node,
    const char *const *known, struct fail *fail);

/* Read a member, where it is there: absent leaves *out alone and returns 0.
 * The wrong kind is an error. */
int yaml_get_text(const struct yaml *y, const struct yaml_node *map,
    const char *key, struct str *out, struct fail *fail);
int yaml_get_i64(const struct yaml *y, const struct yaml_node *map,
    const char *key, int64_t min, int64_t max, int64_t *out, struct fail *fail);
int yaml_get_double(const struct yaml *y, const struct yaml_node *map,
    const char *key, double min, double max, double *out, struct fail *fail);
int yaml_get_bool(const struct yaml *y, const struct yaml_node *map,
    const char *key, int *out, struct fail *fail);

#endif
