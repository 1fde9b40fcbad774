# syntax=docker/dockerfile:1
FROM golang:1.26-bookworm AS build
WORKDIR /src
ENV CGO_ENABLED=0 GOTOOLCHAIN=local
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG VERSION=dev
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/sevenfold ./cmd/sevenfold
# Folders that the service may write to; a volume put there takes over their owner.
RUN mkdir -p /out/data /out/keys /out/tmp && chmod 700 /out/data /out/keys && chmod 1777 /out/tmp

# Nothing but the program and the certificates of public authorities; time zones
# are in the program.
FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build --chown=65532:65532 /out/ /
USER 65532:65532
WORKDIR /

# The defaults of the configuration, sqlite:data/sevenfold.db and keys, become
# /data and /keys here. They are two volumes on purpose: who copies the database
# must not copy the keys with it.
VOLUME ["/data", "/keys"]
ENV SEVENFOLD_LISTEN=:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["/sevenfold", "healthcheck"]
ENTRYPOINT ["/sevenfold"]
CMD ["serve"]
