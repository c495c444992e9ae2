/* tests/fuzz/yaml.h - for targets that read YAML.
 *
 * libfyaml 0.7 loses a buffer of a kilobyte where a quoted key is broken. Such
 * files are an authority's own, and none is read more than once a process.
 */
#ifndef TESTS_FUZZ_YAML_H
#define TESTS_FUZZ_YAML_H

const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
    return "leak:libfyaml";
}

#endif
