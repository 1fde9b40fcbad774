# Sevenfold. `make` alone lists what can be done here.

VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  := -s -w -X main.version=$(VERSION)
LINTER   := v2.15.0
PACKAGES ?= ./...

# What make bench runs: the packages with a benchmark of that name.
ROW     ?=
SCALE   ?=
BENCHED  = $(shell grep -rliE --include='*_test.go' '^func Benchmark[a-z]*$(firstword $(subst /, ,$(ROW)))' cmd frontend handlers mailer models store | xargs -n 1 dirname | sort -u | sed 's|^|./|')

# Nothing here keeps much in memory for long: collecting garbage seldom saves a
# quarter of the tests' work. Benchmarks and faults run as in real use.
test race race-core lint: export GOGC := 400
bench: export GOGC := 300

# Only the race detector needs cgo. Everything else does without, so that no C
# compiler is asked for, and shares what was compiled once.
export CGO_ENABLED := 0

# SQLite is C turned into Go. Nearly all of its memory is not Go's, and the race
# detector does not look there: watching this code finds nothing and takes ten
# times as long. Its driver and everything that calls it are watched.
RACEFLAGS := -race $(foreach p,sqlite/lib libc/... memory,-gcflags=modernc.org/$(p)=-race=false)

.DEFAULT_GOAL := help
.PHONY: help run build test race race-core lint fmt fmt-check bench screenshots faults clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build, and start the demo on http://127.0.0.1:8080 (needs Go alone)
	@bin/sevenfold demo

build: ## build bin/sevenfold, one static binary
	@mkdir -p bin
	@CGO_ENABLED=0 go build -trimpath -ldflags "$(LDFLAGS)" -o bin/sevenfold ./cmd/sevenfold

test: ## install what the tests need, vet, and run every test
	@bash .ci/install
	@go vet $(PACKAGES)
	@go test -vet off -timeout 40m $(PACKAGES)

# What happens at once. The models start nothing and keep nothing that changes;
# the others run them under the detector too. Storing and mailing, where nearly
# all of it happens, is watched on both databases; pages and commands on
# PostgreSQL, where more happens at once. Proofs that go by numbers are smaller:
# size_race_test.go in handlers and cmd/sevenfold.
race race-core: export CGO_ENABLED := 1
race: race-core ## run what happens at once under the race detector (needs a C compiler)
	@go test $(RACEFLAGS) -vet off -timeout 40m -skip '/^sqlite$$|//^sqlite$$' ./handlers/... ./cmd/sevenfold/...

race-core: ## the same for storing and mailing alone, as every change is checked
	@RACE=1 bash .ci/install
	@go test $(RACEFLAGS) -vet off -timeout 40m ./mailer/... ./store/...

lint: fmt-check bin/golangci-lint-$(LINTER) ## check formatting and run golangci-lint, vet included
	@bin/golangci-lint-$(LINTER) run --allow-parallel-runners $(PACKAGES)

fmt: ## format every Go file
	@gofmt -w cmd frontend handlers mailer migrations models store

fmt-check:
	@found="$$(gofmt -l cmd frontend handlers mailer migrations models store)"; \
	if [ -n "$$found" ]; then printf 'Not formatted; run make fmt:\n%s\n' "$$found"; exit 1; fi

# SCALE=0.01 tries the benchmarks out, a hundredth in size. Only a whole run at
# full size goes into docs/benchmarks.md.
bench: ## measure against what this machine can do; one row alone: make bench ROW=launch
	@mkdir -p bin && rm -f bin/benchmarks.jsonl
	@SEVENFOLD_TEST_DURABLE=1 SEVENFOLD_BENCH_SCALE=$(SCALE) SEVENFOLD_BENCH_ROWS="$(CURDIR)/bin/benchmarks.jsonl" \
		go test -run '^$$' -bench '(?i)$(or $(ROW),.)' -benchtime 1x -timeout 120m $(BENCHED) || exit 1; \
	go run ./cmd/benchmarks $(if $(ROW)$(SCALE),,-write docs/benchmarks.md) bin/benchmarks.jsonl

screenshots: ## take the two pictures of the README from the demo (installs what the tests need)
	@bash .ci/install
	@go test ./cmd/sevenfold -count 1 -run TestPicturesOfTheReadme -update

# Each scenario is a test whose name begins with TestFault. FAULT names one alone;
# only a whole run goes into docs/faults.md. The table is made even if one fails.
FAULT ?=

faults: ## break things on purpose and count what is lost; one alone: make faults FAULT=Clock
	@mkdir -p bin && rm -f bin/faults.jsonl
	@SEVENFOLD_TEST_FAULTS=full SEVENFOLD_TEST_FAULT_ROWS="$(CURDIR)/bin/faults.jsonl" \
		go test -p 1 -count 1 -timeout 120m -run '^TestFault$(if $(FAULT),($(FAULT)|[A-Z].*$(FAULT)),[A-Z])' ./cmd/sevenfold ./mailer; status=$$?; \
	go run ./cmd/faults $(if $(FAULT),,-write docs/faults.md) bin/faults.jsonl && exit $$status

clean: ## remove what was built
	@rm -rf bin

# The linter is built by its exact version with the Go that is here; its name
# carries the version, so that a new one is fetched when the line above changes.
bin/golangci-lint-$(LINTER):
	@mkdir -p bin
	@echo "Building golangci-lint $(LINTER), about two minutes, once."
	@GOBIN="$(CURDIR)/bin/.install" CGO_ENABLED=0 GOFLAGS= go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINTER)
	@mv bin/.install/golangci-lint $@ && rmdir bin/.install
