# The bot's image: `docker build -t azer-delivery .`; docs/operations.md says how it is run and tried.
# A registry of one's own may stand in for the base: --build-arg BASE=…
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS packages
WORKDIR /build
COPY requirements.txt ./
# Wheels only: nothing is compiled, so no compiler is needed here either.
RUN python3 -m venv /opt/azer \
    && /opt/azer/bin/pip install --no-cache-dir --disable-pip-version-check --no-compile \
        --only-binary :all: --require-hashes -r requirements.txt \
    && /opt/azer/bin/python -m compileall -q -j 0 /opt/azer/lib \
    && /opt/azer/bin/python -m pip uninstall --yes --quiet pip setuptools

FROM ${BASE}
# /data holds the SQLite file where there is no DATABASE_URL. The bot's HTTP is for other containers, too.
ENV PATH=/opt/azer/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    GATEWAY_HOST=0.0.0.0 \
    PORT=8080 \
    LOG_FORMAT=json \
    DATABASE=/data/azer.db
RUN groupadd --gid 10001 azer \
    && useradd --uid 10001 --gid azer --no-create-home --home-dir /data --shell /usr/sbin/nologin azer \
    && install -d -o azer -g azer -m 700 /data
COPY --from=packages /opt/azer /opt/azer
WORKDIR /srv/azer
COPY main.py ./
COPY domain ./domain
COPY handlers ./handlers
COPY bot ./bot
RUN python -m compileall -q -j 0 .
# By number, so that a cluster knows without asking the image that it is not root.
USER 10001:10001
VOLUME /data
EXPOSE 8080 8088
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=5 \
    CMD ["python", "-c", "import os, urllib.request as it; it.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/health/live\", timeout=2)"]
ENTRYPOINT ["python", "main.py"]
CMD ["run"]
