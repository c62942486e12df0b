#!/usr/bin/env bash
# Run an image that build.sh built with buildah, as the image's own user, on the host's network, without a
# container engine. For tests and trials only: the root is read-only and the program has no capabilities, as in
# docker-compose.yml, but a chroot is the only isolation.
#
#   infra/images/run.sh [-e NAME=VALUE]... [-v HOST:INSIDE]... [--tmpfs INSIDE]... [-u USER] [--entrypoint PROGRAM]
#       IMAGE [ARGUMENT]...
#
# What -v mounts is a file that the program can read.
#
# As with `docker run`, the arguments replace the image's CMD. SIGTERM and SIGINT reach the program as SIGTERM.
# The exit status is that of the program; its container is removed afterwards. (After SIGKILL to this script, both
# remain.)
set -euo pipefail
export BUILDAH_ISOLATION=chroot
buildah info >/dev/null 2>&1 || export STORAGE_DRIVER=vfs

fail() {
    echo "run.sh: $*" >&2
    exit 125
}

# A part of the image's configuration: a text, or the words of a list, one per line.
image_text() {
    buildah inspect --type image --format "{{.OCIv1.Config.$1}}" "$image"
}
image_words() {
    buildah inspect --type image --format "{{range .OCIv1.Config.$1}}{{println .}}{{end}}" "$image" | sed '/^$/d'
}

clean_up() {
    [[ -z $container ]] || buildah rm "$container" >/dev/null
}

# In a mount namespace of its own: mount what the program needs, then become the program.
enter() {
    local target mounted
    mount --bind "$root" "$root"
    for target in /dev /proc /sys; do
        mount --rbind "$target" "$root$target"
    done
    for mounted in /etc/hosts:/etc/hosts /etc/resolv.conf:/etc/resolv.conf "${files[@]}"; do
        touch "$root${mounted#*:}"
        mount --bind "${mounted%%:*}" "$root${mounted#*:}"
        mount -o remount,bind,ro "$root${mounted#*:}"
    done
    for target in "${tmpfs[@]}"; do
        mount -t tmpfs -o mode=1777 tmpfs "$root$target"
    done
    mount -o remount,bind,ro "$root"
    # shellcheck disable=SC2016 # the shell inside expands it
    exec chroot "$root" /usr/bin/env --ignore-environment "${environment[@]}" \
        setpriv --reuid "${user%:*}" --regid "${user#*:}" --clear-groups --bounding-set -all --inh-caps -all \
        --no-new-privs /bin/sh -c 'cd "$1" && shift && exec "$@"' sh "$folder" "${program[@]}"
}

own_environment=()
files=()
tmpfs=()
user=
program=()
while [[ ${1:-} == -* ]]; do
    [[ $# -ge 2 ]] || fail "$1 needs a value"
    case $1 in
        -e) own_environment+=("$2") ;;
        -v) files+=("$2") ;;
        -u) user=$2 ;;
        --tmpfs) tmpfs+=("$2") ;;
        --entrypoint) program=("$2") ;;
        *) fail "there is no option $1; there are: -e, -v, -u, --tmpfs, --entrypoint" ;;
    esac
    shift 2
done
[[ $# -ge 1 ]] || fail "name an image, such as driftline-score"
image=localhost/${1#localhost/}
shift
buildah inspect --type image "$image" >/dev/null 2>&1 || fail "there is no image $image; run infra/images/build.sh"
user=${user:-$(image_text User)}
folder=$(image_text WorkingDir)
mapfile -t environment < <(image_words Env)
environment+=("${own_environment[@]}")
if [[ ${#program[@]} -eq 0 ]]; then
    mapfile -t program < <(image_words Entrypoint)
    [[ $# -gt 0 ]] || mapfile -t -O "${#program[@]}" program < <(image_words Cmd)
fi
program+=("$@")

container=
trap clean_up EXIT
container=$(buildah from --name "driftline-run-$$" "$image")
root=$(buildah mount "$container")

unshare --mount bash -euc "$(declare -f enter); $(declare -p root files tmpfs environment user folder program); enter" &
runner=$!
trap 'kill -TERM "$runner" 2>/dev/null || true' TERM INT
while kill -0 "$runner" 2>/dev/null; do
    wait "$runner" || true # a signal ends the wait, not the program
done
wait "$runner"
