# make run shows the map, make test checks everything, make help lists the rest.

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo 0.1.0)
FUZZTIME ?= 20s

# What reads the source without running it takes what the build has compiled already.
AS_BUILT := CGO_ENABLED=0 GOFLAGS=-trimpath

APP := web/app
PAGE := web/dist/index.html
PACKED := $(APP)/node_modules/.packed
# Folders are listed too: their time changes when a file in them comes or goes.
PAGE_SOURCES := $(shell find $(APP)/src $(APP)/public $(APP)/index.html $(APP)/editor.html $(APP)/vite.config.ts $(APP)/tsconfig.json 2>/dev/null)

# The parts of one command need each other in order, whatever -j says; see halves.
ifndef HALVES
.NOTPARALLEL:
endif
.DELETE_ON_ERROR:

.PHONY: help
help: ## list what there is
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: build database ## set up what is missing, build, serve the map and print its URL
	@exec bin/corredor serve $(ARGS)

.PHONY: build
build: tools halves binary ## build the page and bin/corredor

.PHONY: test
test: setup lint test-go test-web test-e2e ## check everything, as a change must pass it

# What packs, draws, reads and fills for one caller at a time keeps to itself what it works on; watched, it takes half of
# the time of the tests that use it. What JSON is read into is written by reflect, which is watched. Where such a package
# uses sync.Map nothing is inlined into it (-l): the map's code would be built unwatched for all.
UNWATCHED := text/template html/template regexp compress/flate github.com/klauspost/compress/... golang.org/x/image/... \
	golang.org/x/crypto/... golang.org/x/text/... golang.org/x/net/html/... github.com/paulmach/... modernc.org/libc/... modernc.org/sqlite/lib/...
UNWATCHED_NOT_INLINED := encoding/json github.com/xuri/... github.com/getkin/... pgregory.net/rapid
unwatched = $(foreach one,$(1),'-gcflags=$(one)=-d=checkptr=0 -race=false$(2)')
RACE := -race -gcflags=all=-d=checkptr=0 $(call unwatched,$(UNWATCHED)) $(call unwatched,$(UNWATCHED_NOT_INLINED), -l)

# The packages whose tests take longest come first, so that no core waits at the end; a third at a time, since
# some wait for processes. Each takes five minutes at most; a machine at an eighth of its speed needs the time given.
# lint vets them, and nobody looks at them with a debugger. The collector runs less often (GOGC): it is dear when watched.
.PHONY: test-go
test-go: tools compiler build database gdal ## Go tests, with the race detector, against a real PostGIS and GDAL
	CORREDOR_REQUIRE_POSTGIS=1 CORREDOR_REQUIRE_GDAL=1 CGO_ENABLED=1 GOGC=400 go test $(RACE) -p 3 -vet=off -ldflags=-w -timeout 40m ./web ./cmd/corredor ./data ./data/imports ./...

.PHONY: test-web
test-web: tools $(PACKED) ## the page's unit tests
	cd $(APP) && npm test

.PHONY: test-e2e
test-e2e: build bench-binary database chromium ## journeys through the real page in a real Chromium
	cd $(APP) && CHROMIUM="$$(../../scripts/chromium)" npm run e2e

.PHONY: soak
soak: setup ## the tests that take longer at full size, without the race detector: what they measure is in the log
	CORREDOR_SOAK=1 CORREDOR_REQUIRE_POSTGIS=1 go test -v -timeout 30m -run 'TestAnEditThroughOneServer|TestPostgresKilledUnderLoad' ./cmd/corredor
	cd $(APP) && CORREDOR_SOAK=1 CHROMIUM="$$(../../scripts/chromium)" npm run e2e -- live.spec.ts

.PHONY: lint
lint: tools build $(PACKED) ## gofmt, go vet, staticcheck, TypeScript, style and the definition of the API
	@files=$$(gofmt -l cmd data geo tiles web/*.go); test -z "$$files" || { echo "gofmt would change:" $$files; exit 1; }
	$(AS_BUILT) go vet ./...
	$(AS_BUILT) go tool staticcheck ./...
	cd $(APP) && npm run lint && npm run --silent lint:api

.PHONY: bench
bench: build bench-binary database ## the map of ten million incidents beside the peers' way: one table (docs/bench.md)
	bin/bench $(ARGS)

.PHONY: bench-embed
bench-embed: build bench-binary database chromium ## an embed's first paint, its views a second, and what the database is asked meanwhile
	CHROMIUM="$$(scripts/chromium)" bin/bench embed $(ARGS)

.PHONY: lighthouse
lighthouse: build database chromium ## what Lighthouse finds on an embed and other pages, as a phone
	@scripts/lighthouse

.PHONY: bench-go
bench-go: tools page database ## the benchmarks of each package
	go test -run '^$$' -bench . -benchmem ./...

.PHONY: bench-zones
bench-zones: tools page database ## what a preview of a draft zone takes, form by form
	go test -run '^$$' -bench Preview -benchtime 20x ./data

.PHONY: bench-api
bench-api: tools page database ## items with a box and a filter beside the same SQL run by pgbench
	go test -run '^$$' -bench BesidePgbench -benchtime 1x ./data

.PHONY: bench-export
bench-export: tools page database ## a million incidents as GeoJSON beside the same SQL copied by psql
	go test -run '^$$' -bench BesideCopy -benchtime 1x -timeout 30m ./data

.PHONY: fuzz
fuzz: tools page database ## each fuzz test for FUZZTIME (20s)
	scripts/fuzz $(FUZZTIME)

.PHONY: setup
setup: tools compiler build database gdal chromium ## install what is missing: PostGIS, GDAL, Chromium, a C compiler

.PHONY: clean
clean: ## remove what was built; the database stays
	rm -rf bin $(APP)/node_modules $(APP)/test-results $(APP)/playwright-report
	find web/dist -mindepth 1 ! -name .gitkeep -delete

# What the above is made of. The Dockerfile calls page-tools, page and binary.

.PHONY: tools
tools:
	@scripts/tools

.PHONY: compiler
compiler:
	@scripts/compiler

.PHONY: database
database: binary
	@scripts/postgis

.PHONY: gdal
gdal:
	@scripts/gdal

.PHONY: chromium
chromium:
	@scripts/chromium --install

.PHONY: page-tools
page-tools: $(PACKED)
	@:

$(PACKED): $(APP)/package-lock.json $(APP)/package.json
	cd $(APP) && npm ci --no-audit --no-fund
	touch $@

.PHONY: page
page: $(PAGE)
	@:

$(PAGE): $(PACKED) $(PAGE_SOURCES)
	cd $(APP) && npm run build
	touch $@

# A first build spends its time on fetching what the page needs and on compiling what the
# binary needs, so both are done at once.
.PHONY: halves
halves:
	@$(MAKE) --no-print-directory -j2 HALVES=1 page warm

.PHONY: warm
warm:
	@CGO_ENABLED=0 go build -trimpath ./geo/... ./tiles/... ./data/...

# Go knows best what has changed.
.PHONY: binary
binary:
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/corredor ./cmd/corredor

.PHONY: bench-binary
bench-binary:
	CGO_ENABLED=0 go build -trimpath -o bin/bench ./cmd/bench
