#include "base/program.h"

#include "base/file.h"

#include <link.h>
#include <string.h>

/* The largest program that is read for want of an identity. */
#define PROGRAM_BYTES_MAX (1u << 30)

struct naming {
    struct digest *digest;
    size_t modules;
    int named; /* the program itself, which comes first */
};

/* One note: sizes of name and description, a type, then both, padded to four
 * bytes (elf(5)). */
static size_t
note_bytes(const ElfW(Nhdr) * n)
{
    return sizeof *n + ((n->n_namesz + 3u) & ~3u) + ((n->n_descsz + 3u) & ~3u);
}

/* Add the build-ids among the notes; 1 if there was one. */
static int
add_notes(struct digest *d, const char *p, size_t left)
{
    int found = 0;

    while (left >= sizeof(ElfW(Nhdr))) {
        const ElfW(Nhdr) *n = (const void *)p;
        size_t bytes = note_bytes(n);

        if (bytes > left)
            break;
        if (n->n_type == NT_GNU_BUILD_ID && n->n_namesz == 4 &&
            memcmp(p + sizeof *n, "GNU", 4) == 0) {
            digest_add(d, (struct str){ p + sizeof *n + 4, n->n_descsz });
            found = 1;
        }
        p += bytes;
        left -= bytes;
    }
    return found;
}

static int
add_module(struct dl_phdr_info *info, size_t bytes, void *ctx)
{
    struct naming *n = ctx;
    int found = 0;

    (void)bytes;
    /* The kernel's own piece changes with the kernel and computes nothing. */
    if (strncmp(info->dlpi_name, "linux-vdso", 10) == 0)
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *h = &info->dlpi_phdr[i];

        if (h->p_type == PT_NOTE)
            found |= add_notes(n->digest,
                (const char *)info->dlpi_addr + h->p_vaddr, h->p_memsz);
    }
    if (!found) /* a library's file name carries its version */
        digest_add(n->digest, str_of(info->dlpi_name));
    if (n->modules++ == 0)
        n->named = found;
    return 0;
}

void
program_digest(char out[DIGEST_HEX_BYTES])
{
    struct naming n = { digest_new(), 0, 0 };
    struct buf bytes = BUF_MAX(PROGRAM_BYTES_MAX);
    struct fail fail;

    dl_iterate_phdr(add_module, &n);
    if (!n.named && file_read(&bytes, "/proc/self/exe", &fail) == 0)
        digest_add(n.digest, buf_str(&bytes));
    buf_clear(&bytes);
    digest_end(n.digest, out);
}
