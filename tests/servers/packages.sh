# shellcheck shell=bash
# Debian packages the tests need. Sourced after postgres.sh and rabbitmq.sh, never run.
#
# Installing a server package must not start the machine's own server: the packages ask
# /usr/sbin/policy-rc.d, and for the time of the installation the answer is no.

missing_packages() {
    postgres_bin >/dev/null || echo postgresql
    rabbitmq_bin >/dev/null || echo rabbitmq-server
    command -v cc >/dev/null || printf '%s\n' gcc libc6-dev
}

install_missing_packages() {
    local -a missing
    mapfile -t missing < <(missing_packages)
    ((${#missing[@]} > 0)) || return 0
    if ((EUID != 0)); then
        echo "missing: ${missing[*]}. Install them first: sudo apt-get install ${missing[*]}" >&2
        return 1
    fi
    if ! command -v apt-get >/dev/null; then
        echo "missing: ${missing[*]}, and this machine has no apt-get: install them by its own means" >&2
        return 1
    fi
    # Runs side by side take turns; the second finds nothing missing.
    (
        exec 9</var/lib/dpkg
        flock 9
        mapfile -t missing < <(missing_packages)
        ((${#missing[@]} == 0)) || install_quietly "${missing[@]}" 9<&-
    )
}

install_quietly() (
    local policy=/usr/sbin/policy-rc.d answer=0
    if [[ -e $policy ]]; then
        "$policy" postgresql start >/dev/null 2>&1 || answer=$?
        if ((answer != 101)); then
            echo "$policy would let the packages start this machine's own servers: install $* by hand" >&2
            return 1
        fi
    else
        trap 'rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 755 "$policy"
    fi
    echo "installing $*" >&2
    export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
    local -a options=(-q -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
    apt-get "${options[@]}" update </dev/null &&
        apt-get "${options[@]}" install -y --no-install-recommends "$@" </dev/null
)
