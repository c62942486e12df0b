#!/usr/bin/env bash
# Run an image that build.sh built with buildah, as the image's own user, on the host's network, without a
# container engine. For tests and trials only: a chroot is the only isolation.
#
#   infra/images/run.sh [-e NAME=VALUE]... [-v HOST:INSIDE[:ro]]... [-u USER] [--entrypoint PROGRAM]
#       IMAGE [ARGUMENT]...
#
# As with `docker run`, the arguments replace the image's CMD. SIGTERM and SIGINT reach the program as SIGTERM.
# The exit status is that of the program, or 1 if a signal ended it; its container is removed afterwards.
# (After SIGKILL to this script, both remain.)
set -euo pipefail
export BUILDAH_ISOLATION=chroot
buildah info >/dev/null 2>&1 || export STORAGE_DRIVER=vfs

fail() {
    echo "run.sh: $*" >&2
    exit 125
}

# The words of the image's ENTRYPOINT or CMD, one per line.
image_words() {
    buildah inspect --type image --format "{{range .OCIv1.Config.$1}}{{println .}}{{end}}" "$image"
}

# SIGTERM would end buildah, which kills the program. So send it to the program, as soon as that has started.
stop() {
    while [[ ! -s $scratch/pid ]] && kill -0 "$runner" 2>/dev/null; do
        sleep 0.05
    done
    kill -TERM "$(<"$scratch/pid")" 2>/dev/null || true
}

clean_up() {
    [[ -z $container ]] || buildah rm "$container" >/dev/null
    rm -rf "$scratch"
}

options=()
program=()
while [[ ${1:-} == -* ]]; do
    [[ $# -ge 2 ]] || fail "$1 needs a value"
    case $1 in
        -e) options+=(--env "$2") ;;
        -v) options+=(--volume "$2") ;;
        -u) options+=(--user "$2") ;;
        --entrypoint) program=("$2") ;;
        *) fail "there is no option $1; there are: -e, -v, -u, --entrypoint" ;;
    esac
    shift 2
done
[[ $# -ge 1 ]] || fail "name an image, such as driftline-score"
image=localhost/${1#localhost/}
shift
buildah inspect --type image "$image" >/dev/null 2>&1 || fail "there is no image $image; run infra/images/build.sh"
if [[ ${#program[@]} -eq 0 ]]; then
    mapfile -t program < <(image_words Entrypoint)
    [[ $# -gt 0 ]] || mapfile -t -O "${#program[@]}" program < <(image_words Cmd)
fi

container=
scratch=$(mktemp --directory --tmpdir driftline-run-XXXXXX)
trap clean_up EXIT
chmod 1777 "$scratch" # the image's user writes its process id there
container=$(buildah from --name "driftline-run-$$" "$image")

trap stop TERM INT
# Chroot isolation has no separate process ids, so $$ of the shell inside is valid here.
# shellcheck disable=SC2016 # the shell inside expands it
buildah run "${options[@]}" --volume "$scratch:/run/driftline" "$container" -- \
    /bin/sh -c 'echo $$ >/run/driftline/pid && exec "$@"' sh "${program[@]}" "$@" &
runner=$!
while kill -0 "$runner" 2>/dev/null; do
    wait "$runner" || true # a signal ends the wait, not the program
done
wait "$runner"
