# The bot as an image: what runs, nothing that tests. Its data are in PostgreSQL, or under /data.
FROM python:3.13-slim

WORKDIR /app
ENV PYTHONUNBUFFERED=1 VAR_DIR=/data

COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY dialogs dialogs
COPY knowledge knowledge
COPY storage storage
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e . \
    && useradd --system --create-home veiviser \
    && install -d -o veiviser -g veiviser /data

USER veiviser
# The understanding of questions, so that a new replica only has to load it.
RUN veiviser fit
VOLUME /data
EXPOSE 8080
# SIGTERM finishes what is in flight within ten seconds.
STOPSIGNAL SIGTERM
ENTRYPOINT ["veiviser"]
CMD ["run"]
