#!/usr/bin/env bash
# Build the images driftline-score and driftline-upload, with Docker if its engine is running, otherwise with
# buildah, which needs no engine. Prints their sizes.
#
#   infra/images/build.sh [score] [upload]      both by default
#
# BASE            the base image. By default: with Docker that of the Dockerfiles; with buildah one that this
#                 script makes from Debian packages, without an image registry.
# OPENVINO        yes: the score image also has the engine for processors that compute with bfloat16.
# DEBIAN_MIRROR   the source of those packages.
# XDG_CACHE_HOME  its folder driftline (default ~/.cache/driftline) contains that base; delete it for a newer one.
# PIP_*, and pip's own configuration: the build gets a mirror of the package index and its certificates as
#                 secrets, so the image does not contain them.
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH=$PATH:/usr/sbin # debootstrap

readonly RELEASE=bookworm
ARCHIVE=${XDG_CACHE_HOME:-$HOME/.cache}/driftline/base-$RELEASE-$(uname -m).tar.gz

fail() {
    echo "build.sh: $*" >&2
    exit 1
}

require_tools() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null ||
            fail "$tool is missing; apt-get install buildah debootstrap (or start a Docker engine)"
    done
    [[ $EUID -eq 0 ]] || fail "building images without a Docker engine needs root; run it with sudo"
}

# Removes the same files as Debian's slim images; the copyright files stay.
make_archive() {
    require_tools debootstrap
    local root=$scratch/root
    echo "making the base image from Debian packages; it is stored in $ARCHIVE"
    debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates \
        "$RELEASE" "$root" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$scratch/debootstrap.log" 2>&1 || {
        tail -n 5 "$scratch/debootstrap.log" >&2
        fail "debootstrap failed; set DEBIAN_MIRROR if this machine needs a mirror of Debian's packages"
    }
    find "$root/usr/share/doc" -type f ! -name copyright -delete
    mkdir -p "${ARCHIVE%/*}"
    tar --directory "$root" --numeric-owner --exclude='./dev/*' --exclude='./usr/share/info/*' \
        --exclude='./usr/share/locale/*' --exclude='./usr/share/man/*' --exclude='./var/cache/apt/*' \
        --exclude='./var/lib/apt/lists/*' --exclude='./var/log/*' --create --gzip --file "$scratch/base" .
    mv "$scratch/base" "$ARCHIVE.$$" && mv "$ARCHIVE.$$" "$ARCHIVE"
}

make_base() {
    local container
    [[ -s $ARCHIVE ]] || make_archive
    base=localhost/driftline-base:$RELEASE-$(sha256sum "$ARCHIVE" | cut -c1-12)
    ! buildah inspect --type image "$base" >/dev/null 2>&1 || return 0
    container=$(buildah from scratch)
    buildah add --quiet "$container" "$ARCHIVE" / >/dev/null
    buildah config --cmd python3 "$container"
    buildah commit --quiet --rm "$container" "$base" >/dev/null
}

# One of pip's settings, from the environment or else from its files; empty if it is not set.
pip_setting() {
    local variable=PIP_${1^^}
    variable=${variable//-/_}
    echo "${!variable:-$(sed -n "s/^global\.$1='\(.*\)'$/\1/p" "$scratch/pip.list")}"
}

# Write pip's configuration for the build.
collect_secrets() {
    local name value certificates
    python3 -m pip config list >"$scratch/pip.list" 2>/dev/null || true
    certificates=$(pip_setting cert)
    certificates=${certificates:-${SSL_CERT_FILE:-}}
    {
        echo "[global]"
        for name in index-url extra-index-url trusted-host proxy timeout default-timeout retries; do
            value=$(pip_setting "$name")
            [[ -z $value ]] || echo "$name = ${value//\\n/ }"
        done
        [[ ! -s $certificates ]] || echo "cert = /run/secrets/certificates"
    } >"$scratch/pip.conf"
    options+=(--secret "id=pip,src=$scratch/pip.conf")
    [[ ! -s $certificates ]] || options+=(--secret "id=certificates,src=$certificates")
}

build() {
    local name=driftline-$1 file=infra/images/$1.Dockerfile former
    if [[ $engine == docker ]]; then
        docker build "${options[@]}" --file "$file" --tag "$name" .
    else
        former=$(buildah images --quiet --no-trunc "localhost/$name" 2>/dev/null || true)
        buildah bud --layers --force-rm --network host "${options[@]}" --file "$file" --tag "localhost/$name" .
        [[ $(buildah images --quiet --no-trunc "localhost/$name") == "$former" || -z $former ]] ||
            buildah rmi "$former" >/dev/null 2>&1 || true # a container may still use it
    fi
}

names=("$@")
[[ $# -gt 0 ]] || names=(score upload)
for name in "${names[@]}"; do
    [[ -f infra/images/$name.Dockerfile ]] || fail "there is no image '$name'; there are: score, upload"
done

scratch=$(mktemp --directory --tmpdir driftline-build-XXXXXX)
# One file system only: an interrupted debootstrap may leave /proc mounted.
trap 'rm -rf --one-file-system "$scratch"' EXIT
options=()
base=${BASE:-}
engine=docker
if ! docker info >/dev/null 2>&1; then
    engine=buildah
    require_tools buildah
    # A build inside another container may have neither new namespaces nor an overlay file system.
    export BUILDAH_ISOLATION=chroot
    buildah info >/dev/null 2>&1 || export STORAGE_DRIVER=vfs
    # Two builds at once, as of two test processes, would each remove the image that the other replaces.
    mkdir -p "${ARCHIVE%/*}"
    exec 9>>"${ARCHIVE%/*}/images.lock"
    flock 9
    [[ -n $base ]] || make_base
fi
[[ -z $base ]] || options+=(--build-arg "BASE=$base")
[[ -z ${OPENVINO:-} ]] || options+=(--build-arg "OPENVINO=$OPENVINO")
collect_secrets

for name in "${names[@]}"; do
    build "$name"
done
for name in "${names[@]}"; do
    "$engine" images --format 'driftline-'"$name"': {{.Size}}' "driftline-$name"
done
