"""What cannot happen, whoever tries: by which rule, held by what, tried by which test.

The rules refuse in a sentence at every door. Whoever comes past them, with SQL, meets
the constraint or trigger; where SQL cannot say it, the verification finds it.
"""

from . import books, goods

LINES = goods.LINES + books.LINES
