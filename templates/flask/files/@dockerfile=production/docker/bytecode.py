"""Import the modules named as arguments and store the byte code of all that came in with them.

Slim images ship no byte code of the standard library, and a read-only container can never write any: without
this, each start would compile everything again. The code is stored under PYTHONPYCACHEPREFIX, unchecked against
the time of its source, so that the result is the same bytes in every build.
"""

import importlib
import importlib.util
import os
import py_compile
import sys

UNCHECKED = py_compile.PycInvalidationMode.UNCHECKED_HASH

for name in sys.argv[1:]:
    importlib.import_module(name)

for module in list(sys.modules.values()):
    source = getattr(module, "__file__", None) or ""
    if source.endswith(".py") and not os.path.exists(target := importlib.util.cache_from_source(source)):
        py_compile.compile(source, target, doraise=True, invalidation_mode=UNCHECKED)
