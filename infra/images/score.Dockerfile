# The score worker, also as an image for AWS Lambda, which then has to start `python -m awslambdaric` instead
# (infra/aws/template.yaml): docker build -f infra/images/score.Dockerfile -t driftline-score .
#
# BASE is any Debian 12 image with Python 3.11 and its venv module. Both stages use the same one, so the virtual
# environment finds its interpreter in both.
ARG BASE=docker.io/library/python:3.11-slim-bookworm

FROM ${BASE} AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ONLY_BINARY=:all:
# pip and our package's build have their own environment, and pip installs into the other one, which therefore
# contains neither.
RUN python3 -m venv /opt/pip && python3 -m venv --without-pip /opt/driftline
WORKDIR /source
# --build-arg OPENVINO=yes adds the engine for processors that compute with bfloat16.
ARG OPENVINO=

# The libraries come first, so a change of our code does not change this layer. The lock files contain the hashes of
# all of them: pip refuses any other file, and builds none from source. The two secrets are optional and do not stay
# in the image: a pip configuration (a mirror of the package index, its password), and the certificates to which it
# refers as /run/secrets/certificates.
COPY infra/locks infra/locks
RUN --mount=type=secret,id=pip,target=/etc/pip.conf --mount=type=secret,id=certificates \
    /opt/pip/bin/pip install --no-deps --require-hashes -r infra/locks/build.txt \
    && /opt/pip/bin/pip --python /opt/driftline/bin/python install --no-deps --require-hashes \
        -r infra/locks/score.txt -r infra/locks/model.txt ${OPENVINO:+-r infra/locks/openvino.txt}

# Removes files that are never used. They have names, so the build fails if a name no longer exists: ONNX
# Runtime's C library, of which the Python module has its own copy, and its model converters; pyarrow's clients
# of Flight and S3, which are optional; second names for the linker; parts of scipy and onnx; the hub's command
# line, and its second way to download a model, which HF_HUB_DISABLE_XET turns off; the widths of characters on
# certain terminals; pycryptodome's public keys, because minio uses two ciphers of it; the programming languages
# that pygments can colour. OpenVINO keeps what runs an ONNX graph on a processor. Of AWS's services, boto3 keeps
# SQS and those that give credentials. Then the tests of all libraries, and files for compiling against them:
# headers, sources, static libraries.
RUN cd /opt/driftline/lib/python3.11/site-packages \
    && rm -r onnxruntime/capi/libonnxruntime.so.* \
        onnxruntime/quantization onnxruntime/tools onnxruntime/transformers \
    && rm pyarrow/_flight.* pyarrow/libarrow_flight.* pyarrow/libarrow_python_flight.* \
        pyarrow/_s3fs.* pyarrow/libarrow_s3.* \
    && rm pyarrow/libarrow*.so pyarrow/libarrow*.so.*.* \
    && rm -r scipy/cluster scipy/datasets scipy/fftpack scipy/io scipy/misc scipy/odr scipy/signal onnx/reference \
        huggingface_hub/cli hf_xet wcwidth/table_grapheme_overrides/_known_* \
    && ([ -z "$OPENVINO" ] || rm openvino/libs/libopenvino_intel_gpu_plugin.so openvino/libs/cache.json \
        openvino/libs/libopenvino_intel_npu_plugin.so openvino/libs/libopenvino_c.so.* \
        openvino/libs/libopenvino_tensorflow*.so.* openvino/libs/libopenvino_pytorch_frontend.so.* \
        openvino/libs/libopenvino_paddle_frontend.so.* openvino/libs/libopenvino_jax_frontend.so.* \
        openvino/libs/libopenvino_gguf_frontend.so.*) \
    && rm pygments/lexers/[a-z]*.py pygments/lexers/_*_builtins.py \
        pygments/lexers/__pycache__/[a-z]*.pyc pygments/lexers/__pycache__/_*_builtins.*.pyc \
    && rm -r Crypto/PublicKey Crypto/SelfTest onnx/backend/test boto3/data boto3/examples \
    && (cd botocore/data && mkdir ../kept && mv sqs sts sso sso-oidc signin *.json ../kept) \
    && rm -r botocore/data && mv botocore/kept botocore/data \
    && find . -type d -name tests -prune -exec rm -r {} + \
    && find . -type f -regextype egrep -regex '.*[.](a|c|cc|cpp|h|hh|hpp|pxd|pxi|pyx|proto)' -delete

COPY LICENSE README.md pyproject.toml minio-notify.json driftline.py ./
COPY common common
COPY functions functions
COPY infra infra
RUN /opt/pip/bin/pip wheel --no-index --no-deps --no-build-isolation --wheel-dir /tmp/ours . \
    && /opt/pip/bin/pip --python /opt/driftline/bin/python install --no-index --no-deps /tmp/ours/*.whl

# Scores two small tables, so the build fails if a file is missing. It also makes the encoder's graph: kilobytes
# that refer to the model's weights, so that no process has to build it. Every user can read it, because a cluster
# may choose the user.
ENV DRIFTLINE_CACHE_DIR=/var/cache/driftline
RUN cd / && DRIFTLINE_ENGINE=onnx /opt/driftline/bin/python -c "\
from pathlib import Path; \
from common.settings import load; \
from functions.score import wiring; \
from functions.score.triggers.queue_worker.scoring_process.warm_up import warm_up; \
warm_up(wiring.bucket_tools(load(), Path('/tmp')))" \
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
    HF_HUB_DISABLE_XET=1 \
    DRIFTLINE_CACHE_DIR=/var/cache/driftline
WORKDIR /var/cache/driftline
USER 10001:10001
ENTRYPOINT ["driftline"]
CMD ["worker"]
