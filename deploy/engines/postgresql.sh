#!/usr/bin/env bash
# A private PostgreSQL on loopback, for tests and for trying; never for real data: it trusts everybody.
#
#     deploy/engines/postgresql.sh start|stop|kill|status|url
#
# PG_HOME is where it lies (var/postgresql), PG_PORT where it listens (5544). The programs come from
# Debian's package `postgresql` or from the PATH. It ends only what it started.
set -euo pipefail
cd "$(dirname "$0")/../.."

home=$(realpath -m "${PG_HOME:-var/postgresql}")
port=${PG_PORT:-5544}
data=$home/data
programs=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1 || true)
[ -z "$programs" ] || PATH=$programs:$PATH

say() { echo "postgresql: $*" >&2; }

# PostgreSQL refuses to run as root.
as_owner() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# The server that lies here, if it runs: its number, from its own file.
running() {
    local pid
    [ -f "$data/postmaster.pid" ] || return 1
    pid=$(head -1 "$data/postmaster.pid")
    [ -d "/proc/$pid" ] && tr '\0' ' ' < "/proc/$pid/cmdline" | grep -qF -- "$data" && echo "$pid"
}

prepare() {
    [ -f "$data/PG_VERSION" ] && return
    if [ "$(id -u)" = 0 ]; then
        # Whoever runs it must be able to come to where it lies.
        install -d -o postgres -g postgres -m 755 "$home"
        as_owner test -x "$home" || { say "the user postgres cannot reach $home; set PG_HOME"; exit 1; }
    else
        mkdir -p "$home"
    fi
    # Under another collation a comparison of ids by range finds other rows.
    as_owner initdb -D "$data" -A trust -E UTF8 --locale=C.UTF-8 -U postgres > /dev/null
    as_owner tee -a "$data/postgresql.conf" > /dev/null <<CONFIG
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 100
timezone = 'UTC'
log_lock_waits = on
CONFIG
}

case ${1:-} in
start)
    command -v initdb > /dev/null || { say "not installed; apt-get install postgresql"; exit 3; }
    if pid=$(running); then say "runs already ($pid)"; exit 0; fi
    if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
        say "port $port is taken by something else; set PG_PORT"
        exit 1
    fi
    prepare
    as_owner pg_ctl -D "$data" -l "$home/log" -o "-p $port" -w -t 30 start > /dev/null \
        || { tail -5 "$home/log" >&2; exit 1; }
    ;;
stop)
    running > /dev/null || { say "does not run"; exit 0; }
    as_owner pg_ctl -D "$data" -m fast -w stop > /dev/null
    ;;
kill)
    pid=$(running) || { say "does not run"; exit 0; }
    children=$(pgrep -P "$pid" || true)
    kill -KILL "$pid"
    # A new server may only come when every process of the old one is dead. It would still take a
    # dead one that nobody has waited for to be alive, by the number in the file.
    for it in $pid $children; do
        while [ -d "/proc/$it" ] && ! grep -q '^State:.Z' "/proc/$it/status" 2> /dev/null; do
            read -rt 0.05 <> <(:) || true
        done
    done
    rm -f "$data/postmaster.pid"
    ;;
status)
    running > /dev/null || { say "does not run"; exit 1; }
    ;;
url) echo "postgresql://postgres@127.0.0.1:$port/postgres" ;;
*)
    sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
