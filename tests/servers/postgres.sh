# shellcheck shell=bash
# A private PostgreSQL under FOLDER/postgres. Sourced after processes.sh, never run.
#
# Durability: nothing is flushed to the disk (fsync off), but a commit is handed to the kernel before
# it is answered, so what was acknowledged survives `crash` (the death of every server process) while
# the tests stay fast. KIEMDINH_TEST_DURABLE=1 turns flushing on, for measurements and power-cut tests.

postgres_bin() {
    local folder
    if [[ -n ${PGBIN:-} ]]; then
        printf '%s\n' "$PGBIN"
        return
    fi
    while read -r folder; do
        [[ -x $folder/initdb && -x $folder/pg_ctl ]] && { printf '%s\n' "$folder"; return; }
    done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV)
    folder=$(command -v initdb) || return 1
    dirname "$(readlink -f "$folder")"
}

# PostgreSQL refuses to run as root.
postgres_as_owner() {
    if ((EUID == 0)); then
        (cd / && exec runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

# postgres_create FOLDER: a new cluster on a free port, started and answering.
postgres_create() {
    local folder=$1/postgres bin attempt
    bin=$(postgres_bin) || return 1
    mkdir -m 700 "$folder"
    ((EUID != 0)) || chown postgres: "$folder"
    postgres_as_owner "$bin/initdb" -D "$folder/data" -U app -A trust --no-sync -E UTF8 --locale=C.UTF-8 \
        >"$folder/initdb.log" </dev/null || return 1
    for attempt in 1 2 3 4 5; do
        ! run_is_stopping "$1" || return 1
        free_port >"$folder/port"
        postgres_start "$1" && return 0
        echo "postgres: attempt $attempt on port $(<"$folder/port") failed" >&2
        end_process "$folder/process" QUIT 10 || return 1
    done
    return 1
}

postgres_start() {
    local folder=$1/postgres bin status=0 pid
    recorded_process "$folder/process" >/dev/null && return 0
    bin=$(postgres_bin) || return 1
    local durability="-c fsync=off -c full_page_writes=off"
    [[ ${KIEMDINH_TEST_DURABLE:-} != 1 ]] || durability="-c fsync=on -c full_page_writes=on"
    postgres_as_owner "$bin/pg_ctl" -D "$folder/data" -s -w -t 60 -l "$folder/log" -o "-p $(<"$folder/port")\
 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c max_connections=200 $durability" \
        start </dev/null >>"$folder/control.log" 2>&1 || status=$?
    # Also after a failure: a server that missed the bound may still be coming up.
    if { read -r pid <"$folder/data/postmaster.pid"; } 2>/dev/null; then
        record_process "$folder/process" "$pid" || status=1
    fi
    return "$status"
}

# postgres_control FOLDER ACTION
postgres_control() {
    local folder=$1/postgres
    case $2 in
        start) postgres_start "$1" ;;
        # "Fast": sessions are cut, transactions rolled back, a checkpoint written.
        stop) end_process "$folder/process" INT 60 ;;
        # "Immediate": no checkpoint, no goodbye; the next start recovers from the log.
        crash) end_process "$folder/process" QUIT 10 ;;
        status) recorded_process "$folder/process" >/dev/null ;;
        *)
            echo "usage: postgres-control start|stop|crash|status" >&2
            return 2
            ;;
    esac
}

postgres_destroy() {
    [[ ! -d $1/postgres ]] || end_process "$1/postgres/process" QUIT 10
}
