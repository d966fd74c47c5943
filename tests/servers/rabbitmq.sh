# shellcheck shell=bash
# A private RabbitMQ (and its own epmd) under FOLDER/rabbitmq. Sourced after processes.sh, never run.
#
# The package's wrapper insists on the machine's own user and folders, so the program behind it is
# called directly, in an empty environment that names every folder.

rabbitmq_bin() {
    local folder=${RABBITMQ_BIN:-/usr/lib/rabbitmq/bin}
    [[ -x $folder/rabbitmq-server ]] && printf '%s\n' "$folder"
}

rabbitmq_epmd() {
    command -v epmd || { printf '%s\n' /usr/lib/erlang/erts-*/bin/epmd | tail -n 1; }
}

# rabbitmq_create FOLDER: a new broker on free ports, started and answering.
rabbitmq_create() {
    local folder=$1/rabbitmq attempt
    rabbitmq_bin >/dev/null || return 1
    mkdir -m 700 "$folder" "$folder/schema" "$folder/generated" "$folder/logs"
    printf '%s%s%s' "$SRANDOM" "$SRANDOM" "$SRANDOM" >"$folder/.erlang.cookie"
    chmod 400 "$folder/.erlang.cookie"
    echo '[].' >"$folder/enabled_plugins"
    for attempt in 1 2 3 4 5; do
        ! run_is_stopping "$1" || return 1
        free_port >"$folder/port"
        free_port >"$folder/distribution-port"
        free_port >"$folder/epmd-port"
        cat >"$folder/rabbitmq.conf" <<CONFIGURATION
listeners.tcp.1 = 127.0.0.1:$(<"$folder/port")
loopback_users.guest = true
vm_memory_high_watermark.absolute = 512MiB
disk_free_limit.absolute = 50MB
CONFIGURATION
        rabbitmq_start "$1" && return 0
        echo "rabbitmq: attempt $attempt on port $(<"$folder/port") failed" >&2
        rabbitmq_destroy "$1" || return 1
        rm -rf "$folder/mnesia"
    done
    return 1
}

rabbitmq_start_epmd() {
    local folder=$1 port
    recorded_process "$folder/epmd-process" >/dev/null && return 0
    port=$(<"$folder/epmd-port")
    setsid "$(rabbitmq_epmd)" -port "$port" -address 127.0.0.1 </dev/null >>"$folder/logs/epmd" 2>&1 3>&- 9>&- &
    record_process "$folder/epmd-process" "$!" || return 1
    wait_until 10 port_answers "$port"
}

rabbitmq_start() {
    local folder=$1/rabbitmq port bin
    recorded_process "$folder/process" >/dev/null && return 0
    bin=$(rabbitmq_bin) || return 1
    port=$(<"$folder/port")
    ! port_answers "$port" || return 1
    rabbitmq_start_epmd "$folder" || return 1
    # RUNNING_UNDER_SYSTEMD makes the script become the server, so the pid recorded is the server's.
    setsid env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME="$folder" \
        RUNNING_UNDER_SYSTEMD=true \
        ERL_EPMD_PORT="$(<"$folder/epmd-port")" ERL_EPMD_ADDRESS=127.0.0.1 \
        RABBITMQ_NODENAME="t$port@localhost" \
        RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 \
        RABBITMQ_NODE_PORT="$port" \
        RABBITMQ_DIST_PORT="$(<"$folder/distribution-port")" \
        RABBITMQ_CONF_ENV_FILE=/dev/null \
        RABBITMQ_CONFIG_FILE="$folder/rabbitmq.conf" \
        RABBITMQ_ENABLED_PLUGINS_FILE="$folder/enabled_plugins" \
        RABBITMQ_MNESIA_BASE="$folder/mnesia" \
        RABBITMQ_LOG_BASE="$folder/logs" \
        RABBITMQ_LOGS="$folder/logs/broker" \
        RABBITMQ_SCHEMA_DIR="$folder/schema" \
        RABBITMQ_GENERATED_CONFIG_DIR="$folder/generated" \
        RABBITMQ_PID_FILE="$folder/server-pid" \
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='+S 1:1 -kernel inet_dist_use_interface {127,0,0,1}' \
        "$bin/rabbitmq-server" </dev/null >>"$folder/logs/output" 2>&1 3>&- 9>&- &
    record_process "$folder/process" "$!" || return 1
    wait_until 120 rabbitmq_settled "$1" && rabbitmq_answers "$port"
}

# There is nothing more to wait for: it answers, it died, or the run is ending.
rabbitmq_settled() {
    rabbitmq_answers "$(<"$1/rabbitmq/port")" || process_gone "$1/rabbitmq/process" || run_is_stopping "$1"
}

# An AMQP 0-9-1 client says its version; a broker that is ready opens with a method frame (type 1).
rabbitmq_answers() (
    { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || exit 1
    printf 'AMQP\x00\x00\x09\x01' 2>/dev/null >&3 || exit 1
    LC_ALL=C IFS= read -r -N 1 -t 2 first 2>/dev/null <&3 || exit 1
    [[ $first == $'\x01' ]]
)

# rabbitmq_control FOLDER ACTION
rabbitmq_control() {
    local folder=$1/rabbitmq running=false
    case $2 in
        start) rabbitmq_start "$1" ;;
        stop) end_process "$folder/process" TERM 30 ;;
        crash) end_process "$folder/process" KILL 10 ;;
        # The broker loses its disk: every exchange, queue and message. Runs afterwards if it ran before.
        wipe)
            ! recorded_process "$folder/process" >/dev/null || running=true
            end_process "$folder/process" KILL 10 || return 1
            rm -rf "$folder/mnesia"
            ! $running || rabbitmq_start "$1"
            ;;
        status) recorded_process "$folder/process" >/dev/null ;;
        *)
            echo "usage: rabbitmq-control start|stop|crash|wipe|status" >&2
            return 2
            ;;
    esac
}

rabbitmq_destroy() {
    [[ -d $1/rabbitmq ]] || return 0
    local status=0
    end_process "$1/rabbitmq/process" KILL 10 || status=1
    end_process "$1/rabbitmq/epmd-process" TERM 10 || status=1
    return "$status"
}
