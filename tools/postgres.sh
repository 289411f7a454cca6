# What ./test all needs beyond ./test: Debian's packages, and a private PostgreSQL that goes when the tests end.
# Sourced after setup.sh.

# install_debian PACKAGE...: as root, install what is absent; otherwise name it and go on.
install_debian() {
    missing=
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Installing:$missing"
        # shellcheck disable=SC2086  # a list of names
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } \
            >/dev/null 2>&1 || say "apt-get could not install:$missing"
    else
        say "Not installed, and only root can: apt-get install$missing"
    fi
}

# Runs as a user of its own: PostgreSQL refuses root.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

# start_postgres: a cluster in a temporary folder on a free loopback port; its address in POSTGRES_ADDRESS.
start_postgres() {
    server=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1)
    [ -n "$server" ] || return 1
    CLUSTER=$(mktemp -d)
    trap stop_postgres EXIT
    trap 'exit 130' INT TERM
    [ "$(id -u)" != 0 ] || chown postgres "$CLUSTER"
    port=$("$PY" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    (
        cd "$CLUSTER"
        # Nothing in it outlives the tests, so it need not survive a power cut.
        as_postgres "$server/initdb" -D "$CLUSTER/data" -U dajuan -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null &&
            as_postgres "$server/pg_ctl" -D "$CLUSTER/data" -l "$CLUSTER/log" -w -t 60 -s start \
                -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$CLUSTER -c fsync=off -c max_connections=200" &&
            as_postgres "$server/createdb" -h 127.0.0.1 -p "$port" -U dajuan dajuan
    ) || {
        [ ! -f "$CLUSTER/log" ] || cat "$CLUSTER/log" >&2
        return 1
    }
    POSTGRES_ADDRESS="postgresql://dajuan@127.0.0.1:$port/dajuan"
}

# stop_postgres: by the process id the cluster wrote down, and no other.
stop_postgres() {
    pid=$(head -1 "$CLUSTER/data/postmaster.pid" 2>/dev/null || true)
    if [ -n "$pid" ]; then
        kill -INT "$pid" 2>/dev/null || true
        while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
    fi
    rm -rf "$CLUSTER"
}
