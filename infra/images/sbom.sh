#!/usr/bin/env bash
# Write which Python packages the images contain, as CycloneDX documents: build/sbom/driftline-*.cdx.json. It reads
# the images that build.sh built, and runs nothing of them. Debian's packages, of the base image, are not in it.
#
#   infra/images/sbom.sh ENVIRONMENT     a virtual environment with cyclonedx-bom
set -euo pipefail
cd "$(dirname "$0")/../.."
ENVIRONMENT=$(realpath "$1")
readonly ENVIRONMENT FOLDER=build/sbom PACKAGES=opt/driftline/lib/python3.11/site-packages

clean_up() {
    [[ -z $container ]] || "$engine" rm "$container" >/dev/null
    rm -rf "$scratch"
}

# Make the folder $scratch/packages that of an image.
open_image() {
    if [[ $engine == docker ]]; then
        container=$(docker create "$1") || return
        docker cp --quiet "$container:/$PACKAGES" "$scratch/packages"
    else
        container=$(buildah from --pull-never "localhost/$1") || return
        ln -s "$(buildah mount "$container")/$PACKAGES" "$scratch/packages"
    fi
}

close_image() {
    rm -r "$scratch/packages"
    "$engine" rm "$container" >/dev/null
    container=
}

engine=docker
if ! docker info >/dev/null 2>&1; then
    engine=buildah
    buildah info >/dev/null 2>&1 || export STORAGE_DRIVER=vfs
fi
container=
scratch=$(mktemp --directory --tmpdir driftline-sbom-XXXXXX)
trap clean_up EXIT
mkdir -p "$FOLDER"

# The tool asks an interpreter for its path. This one knows the image's packages and no others.
printf '#!/bin/sh\nPYTHONPATH=%q exec %q -P "$@"\n' "$scratch/packages" "$ENVIRONMENT/bin/python" >"$scratch/python"
chmod +x "$scratch/python"

for name in driftline-score driftline-upload; do
    open_image "$name" || {
        echo "sbom.sh: there is no image $name; run make images" >&2
        exit 1
    }
    "$ENVIRONMENT/bin/cyclonedx-py" environment -S --pyproject pyproject.toml --output-reproducible \
        --output-file "$FOLDER/$name.cdx.json" "$scratch/python"
    close_image
    echo "$FOLDER/$name.cdx.json"
done
