# shellcheck shell=bash
# Processes and ports of private servers. Sourced, never run.
#
# A process is remembered as "pid start-time", so a number the system has given to somebody else
# in the meantime is never signalled. Nothing here looks a process up by its name.

# Prints when the process began (clock ticks since boot); fails when it is gone or a zombie. A zombie
# whose other threads are still ending counts as running: it still holds its ports and files.
process_start_time() {
    local line
    local -a fields threads
    { line=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
    # The name in parentheses may hold spaces: everything after the last ") " is safe to split.
    read -ra fields <<<"${line##*) }"
    if [[ ${fields[0]} == [ZX] ]]; then
        threads=("/proc/$1/task"/*)
        ((${#threads[@]} > 1)) || return 1
    fi
    printf '%s\n' "${fields[19]}"
}

# record_process FILE PID
record_process() {
    local started
    started=$(process_start_time "$2") || return 1
    printf '%s %s\n' "$2" "$started" >"$1"
}

# Prints the pid recorded in FILE if that very process still runs.
recorded_process() {
    local pid started
    { read -r pid started <"$1"; } 2>/dev/null || return 1
    [[ $(process_start_time "$pid") == "$started" ]] || return 1
    printf '%s\n' "$pid"
}

# wait_until SECONDS COMMAND...: polls until the command succeeds; fails when the time is over.
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

process_gone() { ! recorded_process "$1" >/dev/null; }

# end_process FILE SIGNAL SECONDS: signals the recorded process, waits, then insists with KILL.
end_process() {
    local pid
    pid=$(recorded_process "$1") || { rm -f "$1"; return 0; }
    kill -s "$2" "$pid" 2>/dev/null || true
    if ! wait_until "$3" process_gone "$1"; then
        pid=$(recorded_process "$1") && kill -s KILL "$pid" 2>/dev/null
        wait_until 10 process_gone "$1" || return 1
    fi
    rm -f "$1"
}

port_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Prints a port nobody listens on. It lies below the range the kernel hands to outgoing
# connections, so a stopped server finds its port still free when it starts again. Two runs may
# still pick the same one in the same instant: whoever starts a server tries again with another.
free_port() {
    local lowest=15000 highest=32000 ephemeral port
    if read -r ephemeral _ 2>/dev/null </proc/sys/net/ipv4/ip_local_port_range; then
        ((ephemeral > lowest + 1000 && ephemeral < highest)) && highest=$ephemeral
    fi
    while :; do
        port=$((lowest + SRANDOM % (highest - lowest)))
        port_answers "$port" || break
    done
    printf '%s\n' "$port"
}

# The run is ending: whoever waits for a server to become ready should give up.
run_is_stopping() { [[ -e $1/stopping ]]; }
