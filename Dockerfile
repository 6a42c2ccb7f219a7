# The server as an image: the page, the binary, and nothing else. The steps are those of
# the Makefile. The database is another container; see docker-compose.yml.

FROM node:22-bookworm AS page
WORKDIR /src
COPY Makefile ./
COPY web/app/package.json web/app/package-lock.json web/app/
RUN make page-tools
COPY web/app web/app
RUN make page

FROM golang:1.26-bookworm AS binary
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY Makefile ./
COPY geo geo
COPY tiles tiles
COPY data data
COPY web web
COPY cmd cmd
COPY --from=page /src/web/dist web/dist
ARG VERSION=0.1.0
RUN make binary VERSION=$VERSION && mkdir /snapshot

FROM scratch
COPY --from=binary /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=binary /src/bin/corredor /corredor
COPY --from=binary --chown=65532:65532 /snapshot /snapshot
# Nobody in particular, as long as it is not root.
USER 65532:65532
ENV CORREDOR_ADDR=0.0.0.0:8080 CORREDOR_LOG_FORMAT=json CORREDOR_SNAPSHOT_DIR=/snapshot
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=90s --retries=3 CMD ["/corredor", "health"]
ENTRYPOINT ["/corredor"]
CMD ["serve"]
