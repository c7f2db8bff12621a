"""Prints, as JSON, the names that a package must not have under this Python: importable modules, and keywords."""
import json
import keyword
import os
import pkgutil
import re
import sys
import sysconfig

# What a project's name can become.
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

stdlib = sysconfig.get_paths()["stdlib"]
folders = sorted({stdlib, sysconfig.get_paths()["platstdlib"], os.path.join(stdlib, "lib-dynload")})
# Modules for tests and examples, which `sys.stdlib_module_names` leaves out, lie in the same folders. `site` imports
# the last two, and runs what it finds.
modules = {
    *sys.stdlib_module_names,
    *sys.builtin_module_names,
    *(module.name for module in pkgutil.iter_modules(folders)),
    "test",
    "sitecustomize",
    "usercustomize",
}
keywords = {*keyword.kwlist, *keyword.softkwlist}
print(
    json.dumps(
        {
            "version": list(sys.version_info[:2]),
            "modules": sorted(name for name in modules if NAME.fullmatch(name)),
            "keywords": sorted(name for name in keywords if NAME.fullmatch(name)),
        }
    )
)
