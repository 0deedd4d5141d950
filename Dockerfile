FROM python:3.11-slim-trixie
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data
WORKDIR /app
# pg_dump and pg_restore of the server's version (compose.yaml), for backup and restore
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client-17 && rm -rf /var/lib/apt/lists/*
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY manage.py ./
COPY tthc_portal tthc_portal
COPY procedures procedures
COPY campaigns campaigns
COPY templates templates
COPY static static
COPY fixtures fixtures
COPY docs/huong-dan docs/huong-dan
COPY deploy deploy
RUN SECRET_KEY=only-for-this-step DATA_DIR=/app/built python manage.py collectstatic --noinput \
 && useradd --system --home-dir /data tthc && mkdir --parents /data/tep && chown --recursive tthc /data
ENV STATIC_ROOT=/app/built/static
USER tthc
VOLUME /data/tep
EXPOSE 8000
CMD ["sh", "deploy/start.sh"]
