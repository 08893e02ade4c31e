# All that runs comes from requirements-image.lock, with hashes, and from this folder; the language model and the sentence
# encoder are in it. When it runs it needs no network.
FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements-image.lock ./
RUN python -m venv /opt/tfextract
RUN /opt/tfextract/bin/python -m pip install --no-cache-dir --no-deps --require-hashes -r requirements-image.lock
COPY pyproject.toml README.md ./
COPY src ./src
RUN /opt/tfextract/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation .
RUN /opt/tfextract/bin/python -m pip uninstall --yes hatchling pip

FROM python:3.11-slim
RUN useradd --uid 10001 --create-home tfextract \
 && mkdir -p /data/raw /data/warehouse /data/prefect && chown -R tfextract /data
COPY --from=build /opt/tfextract /opt/tfextract
WORKDIR /opt/app
COPY prefect.yaml ./
COPY flows ./flows
ENV PATH=/opt/tfextract/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    DO_NOT_TRACK=1 \
    PREFECT_SERVER_ANALYTICS_ENABLED=false \
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY=30 \
    PREFECT_HOME=/data/prefect \
    TFEXTRACT_RAW=/data/raw \
    TFEXTRACT_WAREHOUSE=/data/warehouse/tfextract.duckdb \
    TFEXTRACT_STATE_FOLDER=/data/prefect
USER 10001
VOLUME /data
HEALTHCHECK --interval=60s --timeout=20s --start-period=120s CMD ["python", "-m", "flows.health"]
CMD ["tfextract", "ingest", "/data/raw"]
