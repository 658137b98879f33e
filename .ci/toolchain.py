"""Says what this machine lacks before Leverpoint can be set up on it, and stops if anything is missing."""

# Any Python may run this file, also one that is too old: nothing here is newer than Python 3.6.

import importlib.util
import os
import shlex
import shutil
import sys
import sysconfig


def main():
    """Exit with a list of what to install, or quietly when nothing is missing."""
    missing = [advice for found, advice in requirements() if not found]
    if missing:
        sys.exit("Leverpoint cannot be set up with %s yet:\n%s" % (sys.executable, "\n".join(missing)))


def requirements():
    """List each requirement as a pair: is it there, and what to do if it is not."""
    version = "%d.%d" % sys.version_info[:2]
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")[0]
    header = os.path.join(sysconfig.get_paths()["include"], "Python.h")
    return [
        (
            sys.version_info >= (3, 11),
            "- Python %s is too old: 3.11 or newer is needed. Choose one: make PYTHON=python3.12 setup" % version,
        ),
        (
            importlib.util.find_spec("ensurepip"),
            "- This Python cannot make virtual environments. Debian, Ubuntu: apt-get install python3-venv",
        ),
        (
            shutil.which(compiler),
            "- No C compiler (looked for %s): durable-rules comes as source only. "
            "Debian, Ubuntu: apt-get install gcc. Fedora: dnf install gcc. macOS: xcode-select --install" % compiler,
        ),
        (
            os.path.exists(header),
            "- No Python headers (looked for %s): durable-rules is compiled against them. "
            "Debian, Ubuntu: apt-get install python3-dev. Fedora: dnf install python3-devel" % header,
        ),
    ]


if __name__ == "__main__":
    main()
