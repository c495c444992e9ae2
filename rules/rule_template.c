#include "rules/rule_template.h"

/* The file itself, so that it can be read and tested as a pack and needs no
 * installing. Builds run at the top of the tree. */
__asm__(".section .rodata\n"
        ".global rule_template_begin\n"
        ".global rule_template_end\n"
        "rule_template_begin:\n"
        ".incbin \"rules/template.yaml\"\n"
        "rule_template_end:\n"
        ".byte 0\n"
        ".previous\n");

extern const char rule_template_begin[], rule_template_end[];

struct str
rule_template(void)
{
    return (struct str){ rule_template_begin,
        (size_t)(rule_template_end - rule_template_begin) };
}
