# lmtriad: three license servers that stand in for each other. `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
arch := $(if $(filter aarch64 arm64,$(shell uname -m)),arm64,x64)
node := node_modules/node-linux-$(arch)/bin/node
vitest := $(node) node_modules/vitest/vitest.mjs
stamp := node_modules/.lmtriad-$(shell sha256sum package-lock.json | cut -c1-16)

.PHONY: help setup proto lint unit simulation conformance processes e2e e2e-long bench soak test trio demo cluster cluster-down images

help: ## what there is
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(stamp) ## install the npm packages, Node 26 among them
$(stamp): package.json package-lock.json
	@command -v npm > /dev/null || { echo "npm is missing: install Node.js with npm (Debian: apt-get install npm)" >&2; exit 69; }
	@echo "installing npm packages"
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

proto: setup ## make proto/gen anew from the .proto files
	@proto/generate.sh

lint: setup ## types, style, and who may import whom
	@node_modules/.bin/tsc --noEmit -p .
	@node_modules/.bin/biome check --error-on-warnings .

unit: setup ## unit and property tests: no root, no Go, no network
	@$(vitest) run

conformance: setup ## the scenario files of go.etcd.io/raft against our core (needs Go 1.26)
	@$(node) test/conformance/run.ts

simulation: setup ## whole trios under 10,000 seeds, and planted faults that must be found
	@$(node) test/simulation/run.ts --seeds 5000

processes: setup ## real processes: killed, stopped, cut off (needs root for network namespaces)
	@$(vitest) run --config test/processes/vitest.config.ts

cluster: setup ## a real Kubernetes of five nodes on this machine (root; the first time builds it: ten minutes)
	@$(node) test/cluster/cli.ts up
	@$(node) test/cluster/cli.ts images --load

cluster-down: setup ## take it down, nothing stays
	@$(node) test/cluster/cli.ts down

images: setup ## both container images, with buildah
	@$(node) test/cluster/cli.ts images

e2e: setup ## end to end on the local cluster
	@$(vitest) run --config test/e2e/vitest.config.ts

e2e-long: setup ## the master lost twenty times over, on the local cluster
	@$(vitest) run --config test/e2e/vitest.long.config.ts

bench: setup ## license files, the license state, lmstat, failover of real processes: figures beside their targets
	@$(node) test/bench/licenseFile.ts
	@$(node) --expose-gc test/bench/licensing.ts
	@$(node) test/bench/lmstat.ts
	@$(node) test/bench/failover.ts

soak: setup ## full load for half an hour: mastership must not move
	@$(node) test/bench/soak.ts

trio: setup ## three servers on this machine, without Kubernetes; until Ctrl-C
	@exec $(node) test/demo/trio.ts

demo: setup ## from nothing to a LicenseCluster that loses a node and not one checkout
	@exec $(node) test/demo/demo.ts $(if $(CONTEXT),--context $(CONTEXT)) $(if $(REGISTRY),--registry $(REGISTRY))

test: setup ## everything; the last line says N passed, N failed
	@$(node) test/all.ts
