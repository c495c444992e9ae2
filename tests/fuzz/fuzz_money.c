/* Input: a currency hint, a newline, a text with a price. */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "core/money.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = { (const char *)data, size }, hint;
    struct money m;
    double amount;

    if (size == 0)
        rest = STR("");
    if (!str_next(&rest, '\n', &hint) || rest.p == NULL)
        return 0;
    if (money_parse(&m, rest, hint) != 0) {
        assert(m.amount[0] == '\0' && m.currency[0] == '\0');
        return 0;
    }
    assert(str_to_double(str_of(m.amount), &amount) == 0 && amount >= 0);
    assert(strlen(m.currency) == 0 || strlen(m.currency) == 3);
    return 0;
}
