"""Import the modules named after a folder, and store in it the byte code of all that came in with them.

Slim images ship no byte code of the standard library, and a read-only container can never write any: without
this, each start would compile everything again. What PYTHONPYCACHEPREFIX has already is left out: the folder goes
there in the image. The code is stored unchecked against the time of its source, so that the result is the same
bytes in every build.
"""

import importlib
import importlib.util
import os
import py_compile
import sys

UNCHECKED = py_compile.PycInvalidationMode.UNCHECKED_HASH

folder, *names = sys.argv[1:]
for name in names:
    importlib.import_module(name)

del sys.modules["__main__"]  # This file: the image has no use for it.
for module in list(sys.modules.values()):
    source = getattr(module, "__file__", None) or ""
    if source.endswith(".py") and not os.path.exists(known := importlib.util.cache_from_source(source)):
        target = folder + known.removeprefix(str(sys.pycache_prefix))
        py_compile.compile(source, target, doraise=True, invalidation_mode=UNCHECKED)
