# The upload function: docker build -f infra/images/upload.Dockerfile -t driftline-upload .
#
# Same structure as score.Dockerfile, which has the reasons.
ARG BASE=docker.io/library/python:3.11-slim-bookworm

FROM ${BASE} AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python3 -m venv /opt/pip && python3 -m venv --without-pip /opt/driftline
WORKDIR /source

COPY LICENSE README.md pyproject.toml minio-notify.json ./
COPY infra/constraints.txt infra/
RUN --mount=type=secret,id=pip,target=/etc/pip.conf --mount=type=secret,id=certificates \
    mkdir common functions \
    && /opt/pip/bin/pip --python /opt/driftline/bin/python install -c infra/constraints.txt '.[upload]'

COPY driftline.py ./
COPY common common
COPY functions functions
COPY infra infra
RUN --mount=type=secret,id=pip,target=/etc/pip.conf --mount=type=secret,id=certificates \
    /opt/pip/bin/pip --python /opt/driftline/bin/python install --no-deps --force-reinstall .

FROM ${BASE}
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent \
    --shell /usr/sbin/nologin driftline
COPY --from=builder /opt/driftline /opt/driftline
ENV PATH=/opt/driftline/bin:$PATH \
    PYTHONUNBUFFERED=1
WORKDIR /
USER 10001:10001
EXPOSE 8000
ENTRYPOINT ["driftline"]
# It listens on all addresses inside the container, so it needs tokens; compose publishes the port on loopback only.
CMD ["upload", "--host", "0.0.0.0", "--port", "8000"]
