# One image for web, worker, mail, beat and migrations. Build: docker compose build
FROM node:22-bookworm-slim AS assets
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.12-slim-bookworm AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /portal
COPY requirements/production.txt requirements/
RUN pip install --require-hashes --only-binary :all: --requirement requirements/production.txt
COPY . .
COPY --from=assets /portal/node_modules/@kern-ux/native node_modules/@kern-ux/native
RUN pybabel compile --domain django --directory locale --locale de
# collectstatic needs settings but no service: these values live in this step only
RUN SECRET_KEY=build-step-only-build-step-only-build-step-only DATABASE_URL="host=none dbname=none" \
    REDIS_URL="redis://none" PORTAL_STATIC_ROOT=/portal/staticfiles python manage.py collectstatic --noinput \
    && rm -rf requirements package.json package-lock.json .npmrc

# Backup and restore: pg_dump refuses a server newer than itself and Debian's is older, so the tools and their libpq
# come from the very image that docker-compose.yml runs
FROM postgres:18-bookworm AS postgres
RUN mkdir /tools /libraries \
    && cp --dereference /usr/lib/postgresql/18/bin/pg_dump /usr/lib/postgresql/18/bin/pg_restore /tools/ \
    && cp --dereference /usr/lib/*-linux-gnu*/libpq.so.5 /libraries/

FROM python:3.12-slim-bookworm
COPY --from=postgres /tools/ /usr/local/bin/
COPY --from=postgres /libraries/ /usr/local/lib/
# second line: what pg_dump, pg_restore and their libpq are linked with
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
        libgssapi-krb5-2 libldap-2.5-0 liblz4-1 libssl3 libzstd1 zlib1g \
    && ldconfig \
    && for tool in pg_dump pg_restore; do $tool --version | grep --fixed-strings "(PostgreSQL) 18." || exit 1; done \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 portal \
    && useradd --uid 10001 --gid 10001 --home-dir /tmp --no-create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0700 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /portal /portal
WORKDIR /portal
ENV PATH=/opt/venv/bin:$PATH HOME=/tmp PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PORTAL_DATA_DIR=/data PORTAL_STATIC_ROOT=/portal/staticfiles PORTAL_BIND=0.0.0.0:8000
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "gutersloh_portal.wsgi"]
