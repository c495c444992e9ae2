"""A file of figures as Prometheus' collector of text files reads it."""
import re

NAME = r"[a-z_][a-z0-9_]*"
LABEL = NAME + r'="(?:[^"\\\n]|\\["\\n])*"'
LINE = re.compile(rf"({NAME}(?:\{{{LABEL}(?:,{LABEL})*\}})?) (-?[0-9.e+]+)")


def read(path):
    """Figures by name and labels; ValueError where it is no such file: each
    name's lines stand together, behind its HELP and TYPE, once."""
    out, done, name = {}, set(), None
    with open(path) as f:
        text = f.read()
    if not text.endswith("\n"):
        raise ValueError("the last line has no end")
    for line in text[:-1].split("\n"):
        head = re.fullmatch(rf"# (HELP|TYPE) ({NAME}) (.+)", line)
        if head:
            if head[1] == "HELP":
                if head[2] in done:
                    raise ValueError(f"{head[2]} twice")
                done.add(head[2])
                name = head[2]
            elif head[2] != name:
                raise ValueError(f"TYPE of {head[2]} below HELP of {name}")
            continue
        m = LINE.fullmatch(line)
        if m is None or re.split(r"[{ ]", line)[0] != name or m[1] in out:
            raise ValueError(line)
        out[m[1]] = float(m[2])
    return out
