#!/usr/bin/env bash
# A private Kafka broker on loopback, for tests and for trying; never for real data: one node, no copies.
#
#     deploy/engines/kafka.sh start|stop|kill|wipe|status|url
#
# KAFKA_HOME is where it lies (var/kafka), KAFKA_PORT where it listens (9092; the port after it is
# its controller's), KAFKA_LIBS where its jars are (libs in KAFKA_HOME). It needs Java 17 and Maven,
# which fetches 43 MB of jars once. It ends only what it started; wipe throws away what it stores.
set -euo pipefail
cd "$(dirname "$0")/../.."

home=$(realpath -m "${KAFKA_HOME:-var/kafka}")
libs=$(realpath -m "${KAFKA_LIBS:-$home/libs}")
port=${KAFKA_PORT:-9092}
controller=$((port + 1))
config=$home/server.properties
data=$home/data
memory=256m
pom=deploy/engines/kafka-pom.xml

say() { echo "kafka: $*" >&2; }

answers() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

# The broker that lies here, if it runs: numbers of processes are used again, so it is looked at.
running() {
    local pid
    [ -f "$home/pid" ] || return 1
    pid=$(cat "$home/pid")
    [ -d "/proc/$pid" ] && tr '\0' ' ' < "/proc/$pid/cmdline" | grep -qF -- "kafka.Kafka $config" \
        && echo "$pid"
}

fetch() {
    [ -f "$libs/.ready" ] && cmp -s "$pom" "$libs/.ready" && return
    command -v mvn > /dev/null || { say "no Maven; apt-get install maven"; exit 3; }
    mkdir -p "$libs"
    # Those who start together would write the same files.
    exec 9> "$libs/.lock"
    flock 9
    if ! cmp -s "$pom" "$libs/.ready"; then
        rm -f "$libs"/*.jar
        mvn -B -q -f "$pom" dependency:copy-dependencies -DincludeScope=runtime \
            -DoutputDirectory="$libs" >&2
        cp "$pom" "$libs/.ready"
    fi
    exec 9>&-
}

prepare() {
    mkdir -p "$home"
    # Sessions and heartbeats are short, so that a killed broker may come back at once, and a killed
    # consumer's share is another's within seconds. KAFKA_MORE adds lines, for a test.
    cat > "$config" <<CONFIG
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$port
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
log.dirs=$data
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
group.consumer.min.session.timeout.ms=1000
group.consumer.min.heartbeat.interval.ms=300
log.cleaner.dedupe.buffer.size=8388608
${KAFKA_MORE:-}
CONFIG
    cat > "$home/log4j2.properties" <<'CONFIG'
rootLogger.level=WARN
rootLogger.appenderRef.console.ref=console
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d %p %m (%c{1})%n
CONFIG
}

broker=(java "-Xms$memory" "-Xmx$memory" -XX:MaxDirectMemorySize=64m -XX:+UseSerialGC
    -XX:TieredStopAtLevel=1 "-Dlog4j2.configurationFile=$home/log4j2.properties" -cp "$libs/*")

format() {
    local id
    [ -f "$data/meta.properties" ] && return
    id=$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | cut -c1-22)
    # The tool takes an id that begins with a dash for an option.
    "${broker[@]}" kafka.tools.StorageTool format -t "A${id:1}" -c "$config" > "$home/format.log" 2>&1 \
        || { tail -5 "$home/format.log" >&2; exit 1; }
}

# A child that nobody has waited for yet is dead, too, once its last thread is.
gone() {
    [ ! -d "/proc/$1" ] || { grep -q '^State:.Z' "/proc/$1/status" \
        && [ "$(find "/proc/$1/task" -mindepth 1 -maxdepth 1 | wc -l)" -le 1 ]; } 2> /dev/null
}

end() {
    local pid
    pid=$(running) || { say "does not run"; exit 0; }
    kill "-$1" "$pid"
    until gone "$pid"; do read -rt 0.05 <> <(:) || true; done
    rm -f "$home/pid"
}

case ${1:-} in
start)
    command -v java > /dev/null || { say "no Java; apt-get install default-jre-headless"; exit 3; }
    if pid=$(running); then say "runs already ($pid)"; exit 0; fi
    for it in "$port" "$controller"; do
        if answers "$it"; then say "port $it is taken by something else; set KAFKA_PORT"; exit 1; fi
    done
    fetch
    prepare
    format
    "${broker[@]}" kafka.Kafka "$config" > "$home/log" 2>&1 < /dev/null &
    pid=$!
    echo "$pid" > "$home/pid"
    # It listens as soon as it takes records.
    for _ in $(seq 1 600); do
        gone "$pid" && { tail -5 "$home/log" >&2; exit 1; }
        answers "$port" && exit 0
        read -rt 0.1 <> <(:) || true
    done
    say "is not there after 60 s"
    end KILL
    exit 1
    ;;
stop) end TERM ;;
kill) end KILL ;;
wipe)
    if pid=$(running); then say "runs ($pid); stop it first"; exit 1; fi
    rm -rf "$data"
    ;;
status)
    running > /dev/null || { say "does not run"; exit 1; }
    ;;
url) echo "127.0.0.1:$port" ;;
*)
    sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
