"""Typesets a ledger in a process of its own: template as argument, data in, PDF out.

Typst keeps what it has worked on, hundreds of megabytes for a long ledger; they go
when this process does.
"""

import sys
from pathlib import Path

import typst


def run(template, data):
    try:
        return _compiled(template, data, pdf_standards="a-2b")
    except typst.TypstError:
        # A rare character that no font here has: the paper shows a gap for it.
        return _compiled(template, data)


def _compiled(template, data, **how):
    press = typst.Compiler(
        Path(template).read_bytes(),
        font_paths=typst.Fonts(include_embedded_fonts=False),
        sys_inputs={"data": data},
    )
    return press.compile(format="pdf", pdf_tags=False, **how)


if __name__ == "__main__":
    sys.stdout.buffer.write(run(sys.argv[1], sys.stdin.read()))
