#!/usr/bin/env bash
# Builds the image where there is no Docker and no registry, and runs it as a cluster would.
#
#     deploy/image/try.sh
#
# The base is a stand-in: Debian's own Python, put together by mmdebstrap. The image is built by buildah
# and run by crun as its own user, on a root that it cannot write to and without any capability; then
# the demo's page has to answer from inside it, and its health check too. It needs root, and Debian's
# packages buildah, crun and mmdebstrap. PYTHON says which Python fetches the wheels; it must be the
# same version as the base's.
set -euo pipefail
cd "$(dirname "$0")/../.."

for tool in buildah crun mmdebstrap; do
    command -v "$tool" > /dev/null || { echo "image: no $tool; apt-get install buildah crun mmdebstrap" >&2; exit 3; }
done

work=$(mktemp -d)
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
images=(buildah --root "$work/storage" --runroot "$work/run")
name=azer-$$
export PYTHONDONTWRITEBYTECODE=1
# It does not want to see both versions of the kernel's control groups, and needs neither.
run() {
    unshare --mount sh -c 'umount --lazy /sys/fs/cgroup/unified 2> /dev/null; exec crun "$@"' \
        crun --root "$work/crun" --cgroup-manager=disabled "$@"
}
clean() {
    run delete --force "$name" 2> /dev/null || true
    "${images[@]}" umount --all > /dev/null 2>&1 || true
    rm -rf "$work"
}
trap clean EXIT

echo "image: the stand-in for the base"
sources=()
for it in /etc/apt/sources.list /etc/apt/sources.list.d/*.sources; do
    [ ! -s "$it" ] || sources+=("$it")
done
mmdebstrap --quiet --variant=minbase --include=python3,python3-venv,ca-certificates bookworm \
    "$work/base.tar" "${sources[@]}"
container=$("${images[@]}" from scratch)
"${images[@]}" add --quiet "$container" "$work/base.tar" / > /dev/null
"${images[@]}" commit --quiet "$container" localhost/azer-base > /dev/null
"${images[@]}" rm "$container" > /dev/null
rm "$work/base.tar"

echo "image: its packages"
"${PYTHON:-.venv/bin/python}" -m pip download --quiet --disable-pip-version-check --only-binary :all: \
    --require-hashes --requirement requirements.txt --dest "$work/wheels"
printf '[global]\nno-index = true\nfind-links = /wheels\n' > "$work/pip.conf"

echo "image: the build"
# Only Docker's own format keeps the health check.
"${images[@]}" build --quiet --format docker --build-arg BASE=localhost/azer-base \
    --volume "$work/wheels:/wheels:ro" --volume "$work/pip.conf:/etc/pip.conf:ro" \
    --tag localhost/azer-delivery . > /dev/null
rm -rf "$work/wheels"

container=$("${images[@]}" from localhost/azer-delivery)
root=$("${images[@]}" mount "$container")
if found=$(find "$root/opt/azer" "$root/srv" "$root/usr/bin" -name 'gcc*' -o -name 'cc' -o -name 'pip*' -path '*/opt/azer/bin/*'); [ -n "$found" ]; then
    echo "image: has what it should not have: $found" >&2
    exit 1
fi

echo "image: the run"
ports=($("${PYTHON:-.venv/bin/python}" - <<'FIND'
import socket

taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(it.getsockname()[1] for it in taken))
FIND
))
mkdir "$work/bundle"
"${images[@]}" inspect --type container "$container" > "$work/image.json"
"${PYTHON:-.venv/bin/python}" - "$work/image.json" "$root" "${ports[@]}" > "$work/bundle/config.json" <<'BUNDLE'
"""What Docker would make of the image, as crun wants it."""

import json
import sys
from pathlib import Path

image, root, port, page = sys.argv[1:]
config = json.loads(Path(image).read_text("utf-8"))["Docker"]["config"]
user, _, group = config["User"].partition(":")
scratch = ["nosuid", "nodev", "mode=700", f"uid={user}", f"gid={group}"]
print(
    json.dumps(
        {
            "ociVersion": "1.0.0",
            "process": {
                "user": {"uid": int(user), "gid": int(group)},
                "args": config["Entrypoint"] + config["Cmd"],
                "env": [*config["Env"], f"PORT={port}", f"SIMULATOR_PORT={page}", "HOST=127.0.0.1"],
                "cwd": config["WorkingDir"],
                "noNewPrivileges": True,
                "capabilities": {},
            },
            "root": {"path": root, "readonly": True},
            "mounts": [
                {"destination": "/proc", "type": "proc", "source": "proc"},
                {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["mode=755"]},
                {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": scratch},
                {"destination": "/data", "type": "tmpfs", "source": "tmpfs", "options": scratch},
            ],
            # Not the network's: its loopback is where the page is.
            "linux": {"namespaces": [{"type": it} for it in ("pid", "mount", "ipc", "uts")]},
        }
    )
)
BUNDLE
user=$("${PYTHON:-.venv/bin/python}" -c 'import json, sys; print(json.load(open(sys.argv[1]))["process"]["user"]["uid"])' \
    "$work/bundle/config.json")
inside() { run exec --user "$user:$user" "$name" "$@"; }
run run --detach --bundle "$work/bundle" "$name" > "$work/log" 2>&1 < /dev/null \
    || { cat "$work/log" >&2; exit 1; }
for _ in $(seq 1 300); do
    grep -q "Azer Delivery is ready" "$work/log" && break
    read -rt 0.2 <> <(:) || true
done
if ! inside python -c "
import os, urllib.request
for path in ('$((ports[0]))/health/live', '$((ports[0]))/health/ready', '$((ports[1]))/'):
    with urllib.request.urlopen(f'http://127.0.0.1:{path}', timeout=5) as answer:
        body = answer.read().decode()
    print('image: inside it,', path.partition('/')[2] or 'the page', 'answers', answer.status)
assert '<html' in body, body[:200]
assert os.getuid() == os.stat('/proc/1').st_uid == 10001, os.getuid()
for place in ('/srv/azer/x', '/opt/azer/x', '/etc/x'):
    try:
        open(place, 'w')
    except OSError as error:
        print('image: inside it,', place, 'cannot be written:', error.strerror)
    else:
        raise SystemExit(f'{place} can be written')
"; then
    cat "$work/log" >&2
    exit 1
fi
mapfile -t health < <("${PYTHON:-.venv/bin/python}" -c '
import json, sys
kind, *command = json.load(open(sys.argv[1]))["Docker"]["config"]["Healthcheck"]["Test"]
assert kind == "CMD"
print(*command, sep="\n")' "$work/image.json")
inside env "PORT=${ports[0]}" "${health[@]}" || { echo "image: its health check fails" >&2; exit 1; }
echo "image: its health check succeeds"
kill_at=$(date +%s%N)
run kill "$name" TERM
while run state "$name" 2> /dev/null | grep -q '"running"'; do read -rt 0.1 <> <(:) || true; done
echo "image: it ended $((($(date +%s%N) - kill_at) / 1000000)) ms after SIGTERM; $(du -sm "$root" | cut -f1) MB, $(du -sm "$root/opt/azer" "$root/srv/azer" | awk '{sum += $1} END {print sum}') of them ours"
