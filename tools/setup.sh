#!/bin/sh
# Set up what the make targets need: system libraries, a virtual environment, the locked packages.
#
#   tools/setup.sh [faults] [bundle]     what is needed beyond the base
#
# Does nothing, quickly, when all is there. Package indexes come from pip's own settings.
# REVIEWER_SKIP_SYSTEM_CHECK=1 leaves the system's libraries alone.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# library file : Debian and Ubuntu package. Qt needs the first five for any window at all (and its
# form compiler the first), the others for windows on a screen; the bundle takes them all along.
LIBRARIES='
libglib-2.0.so.0:libglib2.0-0
libGL.so.1:libgl1
libEGL.so.1:libegl1
libxkbcommon.so.0:libxkbcommon0
libfontconfig.so.1:libfontconfig1
libdbus-1.so.3:libdbus-1-3
libxkbcommon-x11.so.0:libxkbcommon-x11-0
libxcb-cursor.so.0:libxcb-cursor0
libxcb-icccm.so.4:libxcb-icccm4
libxcb-image.so.0:libxcb-image0
libxcb-keysyms.so.1:libxcb-keysyms1
libxcb-render-util.so.0:libxcb-render-util0
libxcb-shape.so.0:libxcb-shape0
libxcb-xkb.so.1:libxcb-xkb1
'
# command : package, by what was asked for
COMMANDS=''
for wanted in "$@"; do
    case $wanted in
        test) COMMANDS="$COMMANDS qpdf:qpdf pdftotext:poppler-utils" ;; # readers of the report
        faults) COMMANDS="$COMMANDS strace:strace gnome-keyring-daemon:gnome-keyring dbus-run-session:dbus-daemon" ;;
        bundle) COMMANDS="$COMMANDS objdump:binutils" ;;
        *) fail "there is no set called '$wanted'." ;;
    esac
done

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    say "installing system packages:$1"
    log=$(mktemp)
    # the lists on the machine may be old or missing: fetch them only when they did not do
    # shellcheck disable=SC2086  # a list of names
    if apt-get install -y -qq --no-install-recommends $1 >"$log" 2>&1 ||
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends $1; } >"$log" 2>&1; then
        rm -f "$log"
    else
        tail -n 3 "$log" >&2
        rm -f "$log"
        fail "the system packages could not be installed. Is there a network? Then:  apt-get install$1"
    fi
}

need_packages() {  # $1: the packages, $2: what they are for
    command -v apt-get >/dev/null ||
        fail "$2 needs these (Debian names):$1. Install them, or set REVIEWER_SKIP_SYSTEM_CHECK=1."
    [ "$(id -u)" = 0 ] ||
        fail "$2 needs system packages. Run:  sudo apt-get install -y --no-install-recommends$1"
    install_packages "$1"
}

system_packages() {
    known=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)
    missing=''
    for pair in $LIBRARIES; do
        case $known in
            *"${pair%%:*} "*) ;;
            *) missing="$missing ${pair#*:}" ;;
        esac
    done
    for pair in $COMMANDS; do
        command -v "${pair%%:*}" >/dev/null || missing="$missing ${pair#*:}"
    done
    [ -z "$missing" ] || need_packages "$missing" "Reviewer"
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

virtual_environment() {
    if [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null; then
        return
    fi
    python=$(find_python) ||
        fail "Reviewer needs Python 3.11 or newer; none was found. Name one: make PYTHON=/path/to/python3.11"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        need_packages " python$version-venv" "A virtual environment"
    fi
    say "making .venv with $python"
    "$python" -m venv --clear .venv
}

packages() {
    stamp=.venv/.reviewer-setup
    state=$(cat requirements.lock pyproject.toml hatch_build.py | cksum)
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$state" ]; then
        return
    fi
    say "installing the locked packages into .venv (a few minutes the first time)"
    pip="env PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_REQUIRE_VIRTUALENV=0 .venv/bin/python -m pip install -qq"
    $pip --require-hashes --only-binary :all: -r requirements.lock ||
        fail "the packages could not be installed. Is the package index within reach? Then run this again."
    say "making forms, fonts and icons"
    $pip --no-deps --no-build-isolation --editable .
    printf '%s' "$state" >"$stamp"
    say "done"
}

if [ "$(uname -s)" = Linux ] && [ -z "${REVIEWER_SKIP_SYSTEM_CHECK:-}" ]; then
    system_packages
fi
virtual_environment
packages
