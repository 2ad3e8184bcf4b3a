# syntax=docker/dockerfile:1
FROM rust:1.95-slim-trixie AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin aureli && cp target/release/aureli /aureli

FROM debian:trixie-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin aureli \
 && install -d -o aureli -g aureli -m 0700 /data
COPY --from=build /aureli /usr/local/bin/aureli
# A volume may arrive owned by root: it is handed over once, and the program never runs as root.
COPY --chmod=755 <<'SH' /usr/local/bin/start
#!/bin/sh
set -e
[ "$(id -u)" = 0 ] || exec aureli "$@"
[ "$(stat -c %U /data)" = aureli ] || chown -R aureli:aureli /data
exec setpriv --reuid=aureli --regid=aureli --clear-groups --no-new-privs aureli "$@"
SH
ENV LISTEN=0.0.0.0:8080 DATA_DIR=/data DATABASE_URL=sqlite:///data/aureli.db LOG_FORMAT=json
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD curl -fsS http://127.0.0.1:8080/healthz
ENTRYPOINT ["start"]
CMD ["serve"]
