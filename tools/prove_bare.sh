#!/bin/bash
# Prove that a fresh clone works where nobody installed anything by hand: in a bare Debian 12 tree.
#
#   tools/prove_bare.sh FOLDER [TARGET…]        as root; targets are those of make, "demo test" if none
#
# FOLDER/base is debootstrapped once (python3, python3-venv, make, git, ca-certificates) and stays
# bare; each run copies it to FOLDER/run and clones HEAD there. Handed in from outside, and nothing
# else: /proc, the name server, CA certificates, and the package index settings: PIP_* variables,
# pip's configuration files, and the folders named in BIND (read-only), if the index is one.
# What is said goes to FOLDER/transcript.txt too; with RECORD=1, and all targets green, a shortened
# form goes into docs/verification.md.
#
# BIND="/srv/index" SUITE=bookworm MIRROR=http://… tools/prove_bare.sh /tmp/bare test
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:?a folder to work in}
shift
targets=("$@")
[ $# -gt 0 ] || targets=(demo test)
base=$folder/base run=$folder/run
binds=()

leave() {
    for place in "${binds[@]}"; do umount -l "$place" 2>/dev/null || true; done
}
trap leave EXIT

if [ ! -x "$base/usr/bin/make" ]; then
    debootstrap --variant=minbase --include=python3,python3-venv,make,git,ca-certificates \
        "${SUITE:-bookworm}" "$base" "${MIRROR:-http://deb.debian.org/debian}" >"$folder/debootstrap.log"
fi
# left by a run that was cut short
awk -v run="$run/" 'index($2, run) == 1 { print $2 }' /proc/mounts | while read -r place; do
    umount -l "$place"
done
rm -rf --one-file-system "$run"
cp -a "$base" "$run"

enter() { # $1: kind or folder to bind, $2: the place inside
    mkdir -p "$run$2"
    if [ "$1" = proc ]; then mount -t proc proc "$run$2"; else mount --bind -o ro "$1" "$run$2"; fi
    binds+=("$run$2")
}
enter proc /proc
for place in ${BIND:-}; do enter "$place" "$place"; done
cp /etc/resolv.conf "$run/etc/resolv.conf"
cp -L /etc/ssl/certs/ca-certificates.crt "$run/etc/ssl/certs/ca-certificates.crt"
for settings in /etc/pip.conf "$HOME/.config/pip/pip.conf" "$HOME/.pip/pip.conf"; do
    [ ! -f "$settings" ] || install -D "$settings" "$run${settings/#$HOME//root}"
done
handed=(HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb)
while IFS= read -r line; do handed+=("$line"); done < <(env | grep '^PIP_' || true)

git bundle create -q "$run/root/reviewer.bundle" HEAD
inside() { chroot "$run" /usr/bin/env -i "${handed[@]}" /bin/sh -c "$1"; }

prove() {
    printf '$ # Debian %s, %s, %s cores, commit %s\n' "$(cat "$run/etc/debian_version")" \
        "$(inside 'python3 --version')" "$(nproc)" "$(git rev-parse --short HEAD)"
    printf '$ git clone reviewer.bundle reviewer && cd reviewer\n'
    inside 'cd /root && git -c advice.detachedHead=false clone -q reviewer.bundle reviewer'
    local target started status
    for target in "${targets[@]}"; do
        printf '$ make %s\n' "$target"
        started=$SECONDS status=0
        inside "cd /root/reviewer && make $target 2>&1" || status=$?
        printf '$ # make %s: exit %s after %d s\n' "$target" "$status" $((SECONDS - started))
        [ "$status" = 0 ] || return "$status"
    done
}

prove 2>&1 | tee "$folder/transcript.txt"

if [ -n "${RECORD:-}" ]; then
    # without pip's remarks and pytest's lines of dots
    short=$(grep -vE '^(WARNING|tests/|\.+ |platform |PySide6 |Using |rootdir|configfile|testpaths)' \
        "$folder/transcript.txt" | grep -vE '^(plugins|timeout|collected|hint|\s*$)|\[ *[0-9]+%\]')
    TEXT="$short" awk '
        /<!-- bare transcript -->/ { print; print "```console"; print ENVIRON["TEXT"]; print "```"; skip = 1 }
        /<!-- bare transcript: end -->/ { skip = 0 }
        !skip { print }' docs/verification.md >"$folder/verification.md"
    cat "$folder/verification.md" >docs/verification.md
fi
