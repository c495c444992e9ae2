/* cli/serve_values.h - the values in use, for the page that shows them. */
#ifndef CLI_SERVE_VALUES_H
#define CLI_SERVE_VALUES_H

#include "cli/serve_options.h"
#include "review/pages.h"

struct serve_values;

/* The policy as `screen` and `scan` find it now, and what serve was told. A
 * policy that cannot be read is a row that says why. */
struct serve_values *serve_values_new(
    const struct serve_options *o, const struct store_session_limits *limits);
void serve_values_free(struct serve_values *v);
/* Ends with a NULL name. */
const struct pages_value *serve_values_list(const struct serve_values *v);

#endif
