# The only makefile. One graph, one dependency table, variants as a variable.
#
#   make              build ./shelfwatch (VARIANT=debug|release|asan|tsan|tuned)
#   make demo         install what is missing, build, scan the bundled shops
#   make check        install what is missing, build, lint, run every test
#   make unit         the unit tests; VARIANT=asan and VARIANT=tsan too
#   make test F=core_url   one of them; tests/e2e/NAME.sh runs alone as well
#   make check-clang  build and test with clang; leaves ./shelfwatch as it is
#   make analyze      what gcc's, clang's and cppcheck's analysers say
#   make valgrind     the unit tests under valgrind; F=test_x: one of them
#   make lint         folder rule, library rule ...: tests/lint/lint.sh
#   make fuzz         T=600: fuzz all parsers, 600 seconds in all (clang);
#                     F=url: one of them
#   make check-faults, kill, decide, soak   what goes wrong, on purpose
#   make fields, kinds, cards, pairs, replay   quality on data beside the tree
#   make bench, bench-crawl, bench-review ...  speed; README has them all
#   make model        train models/risk-5 from ../shared/data
#   make pair-model   train models/pair-1 from ../shared/data
#   make category-model  train models/category-1 from ../shared/data
#   make format       clang-format over the sources
#   make install      DESTDIR and PREFIX are honoured
#   make deb          a Debian package of it, in build/
#   make help         this
#
# What is installed or measured for speed is VARIANT=tuned, built twice: with
# counters, which scripts/train lets run, then by what they counted, with
# link-time optimisation. Three minutes of one core; all else is VARIANT=release.
VARIANT ?= $(if $(filter install deb bench% curves risk%,$(MAKECMDGOALS)),tuned,release)
PREFIX ?= /usr/local
DATADIR := $(PREFIX)/share/shelfwatch
CC ?= cc
# Other compilers build beside: build/release-clang.
B := build/$(VARIANT)$(patsubst %,-%,$(filter-out cc gcc,$(notdir $(CC))))
# How many tests run at a time.
JOBS ?= $(shell nproc)
VERSION := 0.1.0

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
    -Wpointer-arith -Wwrite-strings -Wvla -Wformat=2 -Werror
HARDEN := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong \
    -fstack-clash-protection -fPIE -fcf-protection
FLAGS_debug := -O0 -g
FLAGS_release := -O2 -g $(HARDEN)
FLAGS_asan := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
    -fno-sanitize-recover=all
# Counters are looked up by the object's path: both name the profile's place.
# Of a file that has none, or others, the code is as it would be without.
# Inlining at -O3 makes up paths that no call takes: no warning stops a build.
PROFILE := build/profile
FLAGS_inlined := -O3 -g $(HARDEN) -Wno-error -Wno-stringop-overread \
    -Wno-stringop-overflow -Wno-array-bounds
FLAGS_train = $(FLAGS_inlined) -dumpdir $(PROFILE)/$(*D)/ \
    -fprofile-generate -fprofile-update=prefer-atomic
FLAGS_tuned = $(FLAGS_inlined) -dumpdir $(PROFILE)/$(*D)/ -fno-plt \
    -flto=auto -fprofile-use -fprofile-correction -fprofile-partial-training \
    -Wno-missing-profile -Wno-coverage-mismatch
FLAGS_tsan := -O1 -g -fsanitize=thread
# The code alone; libFuzzer's main is linked to the targets only.
FLAGS_fuzz := -O1 -g -fno-omit-frame-pointer \
    -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
LINK_release := -pie -Wl,-z,relro,-z,now,-z,noexecstack
LINK_train := $(LINK_release)
# A scan takes the digest of the program, of which two thirds are for debuggers.
LINK_tuned := $(LINK_release) -Wl,--compress-debug-sections=zlib
TRAINED_tuned := $(PROFILE)/trained
AR_tuned := gcc-ar

# libxml2 and ICU keep their headers in a folder of their own.
SYSINC := -isystem /usr/include/libxml2 -isystem /usr/include/libexttextcat
CPPFLAGS += -I. -D_GNU_SOURCE -DSHELFWATCH_VERSION='"$(VERSION)"' $(SYSINC)
CFLAGS += -std=c11 $(WARN) $(FLAGS_$(VARIANT)) -pthread
LDFLAGS += $(FLAGS_$(VARIANT)) $(LINK_$(VARIANT)) -pthread

# The dependency rule, stated once: link order and `make lint` read it here.
USES_base       := base
USES_core       := core base
USES_store      := store core base
USES_crawler    := crawler core base
USES_recalls    := recalls core base
USES_rules      := rules core base
USES_classifier := classifier core base
USES_score      := score recalls rules classifier core base
USES_review     := review store core base
USES_evidence   := evidence review store crawler core base
USES_demo       := demo core base
USES_scan       := scan score recalls rules classifier crawler store core base
USES_cli        := cli demo evidence review scan score recalls rules classifier crawler \
    store core base
DIRS := base core store crawler recalls rules classifier score review evidence \
    scan demo cli

LIBS_base := -ljansson -lfyaml -lxml2 -lseccomp -lpcre2-8 \
    -licui18n -licuuc -licudata -lmicrohttpd -largon2 -ldeflate -lisal -lz -lcrypto \
    -lturbojpeg -lpng16 -lwebp -lgif
LIBS_core := -lpsl -lm
LIBS_store := -lsqlite3
LIBS_recalls := -lm
LIBS_crawler := -lcurl -lgumbo -lexttextcat-2.0 -lm
LIBS_rules := -lm
LIBS_classifier := -lsvm -lm

# Where the processor or the system lacks it, rules run on the other engine.
VECTORSCAN ?= $(shell pkg-config --exists libhs && echo yes)
ifeq ($(VECTORSCAN),yes)
CPPFLAGS += -DSHELFWATCH_VECTORSCAN
LIBS_rules += -lhs
endif

MAIN := cli/main.c
TESTS := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c))
FUZZ := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
REPLAYS := $(FUZZ:%=$(B)/fuzz/replay_%)
archives = $(patsubst %,$(B)/lib%.a,$(1))
libs = $(foreach d,$(1),$(LIBS_$(d)))

all: shelfwatch

# The link names the variant built last, which need not be the newest file.
shelfwatch: $(B)/bin/shelfwatch
	@[ "$$(readlink $@)" = $< ] || ln -sfn $< $@
	@ln -sfn $(notdir $(B)) build/last

define folder
$(B)/lib$(1).a: $(patsubst %.c,$(B)/%.o,$(filter-out $(MAIN),$(wildcard $(1)/*.c)))
endef
# test_<folder>_<module>.c links its folder and what that folder may use.
define test
$(B)/tests/$(1): LDLIBS += -lcmocka $(call libs,$(USES_$(word 2,$(subst _, ,$(1)))))
$(B)/tests/$(1): $(B)/tests/unit/$(1).o \
    $(call archives,$(USES_$(word 2,$(subst _, ,$(1)))))
endef
$(foreach d,$(DIRS),$(eval $(call folder,$(d))))
$(foreach t,$(notdir $(TESTS)),$(eval $(call test,$(t))))

$(B)/bin/shelfwatch: LDLIBS += $(call libs,$(USES_cli))
$(B)/bin/shelfwatch: $(B)/cli/main.o $(call archives,$(USES_cli))

$(B)/fuzz/%: LDLIBS += $(call libs,$(USES_cli))
$(B)/fuzz/replay_%: $(B)/tests/fuzz/fuzz_%.o $(B)/tests/fuzz/replay.o \
    $(call archives,$(filter-out cli,$(USES_cli)))
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) $(LDLIBS)
$(B)/fuzz/fuzz_%: $(B)/tests/fuzz/fuzz_%.o \
    $(call archives,$(filter-out cli,$(USES_cli)))
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $(filter %.o %.a,$^) $(LDLIBS)

$(B)/%.o: %.c Makefile $(TRAINED_$(VARIANT))
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
# These files are part of the program (.incbin). Link-time optimisation may part
# assembler lines from the code that names what they define.
EMBEDDING := $(shell grep -ls '\.incbin' $(DIRS:%=%/*.c))
$(EMBEDDING:%.c=$(B)/%.o): CFLAGS += -fno-lto
$(B)/review/asset.o: $(wildcard review/static/*.* review/static/style/*)
$(B)/base/char_ref.o: base/char_ref.tsv
$(B)/base/han.o: base/han.tsv
$(B)/review/letter.o: $(wildcard review/templates/*.txt)
$(B)/evidence/pack.o: evidence/verify.sh
$(B)/rules/rule_template.o: rules/template.yaml
$(B)/rules/gram.o: rules/grams.bin
$(B)/classifier/harm_cues.o: classifier/harm_cues.tsv
$(B)/recalls/vocabulary.o: recalls/brand_names.tsv recalls/brand_words.txt \
    core/glossary.tsv
$(B)/%.a:
	@mkdir -p $(@D)
	@rm -f $@
	@$(or $(AR_$(VARIANT)),$(AR)) rcs $@ $^
$(B)/bin/shelfwatch $(TESTS):
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) $(LDLIBS)

# The build with counters knows whether they are of these sources.
ifeq ($(VARIANT),train)
$(PROFILE)/trained: scripts/train \
    $(addprefix $(B)/,bin/shelfwatch bench/inspect bench/site)
	scripts/train $(B) $(PROFILE)
	@touch $@
else
$(PROFILE)/trained: FORCE
	@$(MAKE) --no-print-directory VARIANT=train $@
endif
.PHONY: FORCE
FORCE:

Q := @
ifeq ($(V),1)
Q :=
endif

help:
	@sed -n 's/^#   //p;/^VARIANT/q' Makefile

setup:
	@scripts/setup

# First what is missing, then the build, then one kind of test at a time.
check: setup
	@$(MAKE) --no-print-directory shelfwatch $(TESTS) $(REPLAYS)
	@$(MAKE) --no-print-directory lint lint-symbols
	@tests/lint/selftest.sh
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory replay-fuzz
	@$(MAKE) --no-print-directory e2e

check-clang:
	@$(MAKE) --no-print-directory CC=clang unit replay-fuzz

# Every test binary runs from the top of the tree, $(JOBS) at a time; what it
# prints stays together. All run, also when one has failed.
unit: $(TESTS)
	@printf '%s\n' $(sort $(TESTS)) | \
	    xargs -P $(JOBS) -n 1 tests/run.sh $(B)/logs

test: $(B)/tests/test_$(F)
	$<

# Those left out take hours there: they read all saved pages, or train. Nor do
# these hold there: a sandbox, a file of limited size, few descriptors
# (listener, crew: valgrind has its own), time-outs of a quarter of a second
# (fetch).
NO_VALGRIND := test_base_listener test_base_password test_base_sandbox \
    test_base_xml_path \
    test_classifier_pair test_classifier_trainer test_crawler_capture \
    test_crawler_fetch test_crawler_html_tree test_crawler_suites \
    test_recalls_false_alarms \
    test_recalls_mined test_recalls_recall_source test_recalls_recall_sweep \
    test_rules_rule_look test_rules_scanner test_scan_confine \
    test_scan_crew test_store_versions
VALGRIND := valgrind -q --error-exitcode=99 --leak-check=full \
    --errors-for-leak-kinds=definite
# Without code that is made at run time (tests/no_jit.c), and without
# libjpeg-turbo's vectors: what they read beyond a row they do not use, and the
# pixels are the same without them.
VALGRIND_ENV = LD_PRELOAD=$(abspath $(B)/no_jit.so) JSIMD_FORCENONE=1
valgrind: $(TESTS) $(B)/no_jit.so
	@export $(VALGRIND_ENV); for t in $(or $(F),$(filter-out $(NO_VALGRIND),$(notdir $(TESTS)))); do \
	    mkdir -p $(B)/valgrind; \
	    $(VALGRIND) $(B)/tests/$$t >$(B)/valgrind/$$t.log 2>&1 || { \
	        grep -a '^==\|FAILED' $(B)/valgrind/$$t.log | head -40; \
	        echo "FAIL $$t"; bad=1; }; done; exit $${bad:-0}

$(B)/no_jit.so: tests/no_jit.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -shared -fPIC -o $@ $<

# Every input that once broke a parser, and the seeds.
replay-fuzz: $(REPLAYS)
	@for f in $(FUZZ); do \
	    $(B)/fuzz/replay_$$f tests/fuzz/seeds/$$f tests/fuzz/kept/$$f \
	        2>$(B)/fuzz/$$f.log || { tail -20 $(B)/fuzz/$$f.log; \
	        echo "FAIL fuzz_$$f"; exit 1; }; done

# All targets share T seconds, or F=NAME has them alone. Finds go to
# tests/fuzz/kept/ once they have been made small (by hand).
fuzz:
	@$(MAKE) --no-print-directory VARIANT=fuzz CC=clang \
	    $(patsubst %,build/fuzz-clang/fuzz/fuzz_%,$(or $(F),$(FUZZ)))
	tests/fuzz/run.py --seconds $(or $(T),600) --jobs $(JOBS) \
	    build/fuzz-clang/fuzz $(F)

# The longest first.
E2E := $(sort $(wildcard tests/e2e/*.sh))
e2e: shelfwatch
	@printf '%s\n' tests/e2e/demo.sh $(filter-out tests/e2e/demo.sh,$(E2E)) | \
	    xargs -P $(JOBS) -n 1 tests/run.sh $(B)/logs

# How well saved pages are read; -v lists the errors: make fields ARGS=-v
fields: shelfwatch
	@bench/fields.py $(ARGS)
kinds: shelfwatch
	@bench/kinds.py $(ARGS)
cards: shelfwatch
	@bench/cards.py $(ARGS)

# kill -9 of scans, imports, exports ... 200 times; the outcome must be the same.
kill: shelfwatch
	@bench/kill.py $(ARGS)

# A scan with traps and people at the pages for an hour: make soak T=600
soak: shelfwatch $(B)/bench/site
	@bench/soak.py --seconds $(or $(T),3600) $(ARGS)

# Everything that may go wrong with servers, processes, disk and clock.
check-faults: shelfwatch
	@tests/faults/run.py $(ARGS)

# Kill the review pages 50 times while people decide; two at one case.
decide: shelfwatch
	@bench/decide.py $(ARGS)

# Train the risk model again, from data beside the tree: about five minutes.
DATA_DIR ?= ../shared/data
model: shelfwatch
	./shelfwatch model train --out models/risk-5 \
	    --recalls $(DATA_DIR)/recalls/cpsc.jsonl \
	    --recalls $(DATA_DIR)/recalls/eu_safetygate_tis2024/alerts_from_seed_sql.jsonl \
	    --listings $(DATA_DIR)/listings/listings.jsonl \
	    --hold-out kaufland_de --hold-out bigbuy_de-AT \
	    --hold-out ecominstruct_zh \
	    --hold-out ditto_Walmart-Amazon --hold-out ditto_Abt-Buy \
	    --hold-out sephora
	echo risk-5 > models/CURRENT

# Train the model that guesses categories again.
category-model: shelfwatch
	./shelfwatch model train --categories --out models/category-1 \
	    --listings $(DATA_DIR)/listings/listings.jsonl \
	    --hold-out amazon_in --hold-out ditto_wdc --hold-out sephora \
	    --hold-out ecominstruct_zh --hold-out pricerunner

# Train the model that weighs recall candidates again: a minute.
PAIRS := build/pairs
pair-model: shelfwatch
	@mkdir -p $(PAIRS)
	scripts/pair-training $(DATA_DIR)/suites/product-matching \
	    $(PAIRS)/train.csv $(PAIRS)/valid.csv
	./shelfwatch match train --train $(PAIRS)/train.csv \
	    --valid $(PAIRS)/valid.csv --model models/pair-1 --no-context

# F1 and speed of equal products on every benchmark beside the tree.
pairs: shelfwatch
	@bench/pairs.py --data $(DATA_DIR)

demo: setup
	@$(MAKE) --no-print-directory shelfwatch
	./shelfwatch demo

# --- measurements; docs in each file's head ---

$(B)/bench/%: $(B)/bench/%.o $(B)/libbase.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_base)

$(B)/bench/recalls: $(B)/bench/recalls.o $(call archives,$(USES_recalls))
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(call libs,$(USES_recalls))

# Listings against many recalls: make bench-recalls ARGS='1000 50000'
bench-recalls: $(B)/bench/recalls
	$(B)/bench/recalls $(ARGS)

# Gumbo static: shared, it calls itself through the linkage table.
$(B)/bench/page: $(B)/bench/page.o $(call archives,$(USES_crawler))
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ -Wl,-Bstatic -lgumbo -Wl,-Bdynamic \
	    $(call libs,$(USES_crawler))

$(B)/bench/inspect: $(B)/bench/inspect.o $(call archives,$(USES_cli))
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(call libs,$(USES_cli))

$(B)/bench/fill: $(B)/bench/fill.o $(call archives,$(USES_scan))
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(call libs,$(USES_scan))

# Fifty analysts at once on a million offers and 50,000 casefiles.
bench-review: shelfwatch $(B)/bench/fill
	@bench/peers wrk
	bench/review.py $(ARGS)

# 100 new recalls against a million stored listings.
bench-sweep: shelfwatch $(B)/bench/fill
	bench/sweep.py

$(B)/bench/risk_%: $(B)/bench/risk_%.o $(call archives,$(USES_classifier))
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(call libs,$(USES_classifier))

# The risk model against fastText, liblinear and scikit-learn on the same
# splits, and against fastText in speed.
risk: shelfwatch
	bench/risk.py $(ARGS)
risk-speed: shelfwatch $(B)/bench/risk_speed
	bench/risk_speed.py $(ARGS)
# Its hazards against the same others, on name and description.
hazard: shelfwatch
	bench/hazard.py $(ARGS)
# Its solver's objective against liblinear's on 100,000 documents.
risk-solver: shelfwatch $(B)/bench/risk_solver
	bench/risk_solver.py $(ARGS)

$(B)/bench/rules.o: | peer-yara
.PHONY: peer-yara
peer-yara:
	@bench/peers libyara-dev
$(B)/bench/rules: $(B)/bench/rules.o $(call archives,$(USES_rules))
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(call libs,$(USES_rules)) -lyara
bench-rules: $(B)/bench/rules
	$(B)/bench/rules 1000
	$(B)/bench/rules 10000

# What rules/gram knows of offers, counted again.
$(B)/bench/grams: $(B)/bench/grams.o $(call archives,$(USES_rules))
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(call libs,$(USES_rules))
grams: $(B)/bench/grams
	$(B)/bench/grams $(DATA_DIR)/listings/listings.jsonl rules/grams.bin

# Listings against 1,000 rules, 50,000 recalls and the models.
bench-screen: shelfwatch $(B)/bench/recalls
	bench/screen.py $(ARGS)

bench-crawl: shelfwatch $(B)/bench/site $(B)/bench/page
	bench/crawl.py $(ARGS)

# The same on the saved pages, each of many shops, beside gumbo's parse.
bench-saved: shelfwatch $(B)/bench/page
	bench/saved.py $(ARGS)

bench-memory: shelfwatch $(B)/bench/site
	bench/crawl.py --pages 1000000 --no-peer --once

# How cost grows: make curves C=recalls; bench/curve.py tells of each.
C ?= pages recalls rules stored
curves: shelfwatch $(addprefix $(B)/bench/,site fill recalls rules)
	$(foreach c,$(C),bench/record.py curve-$(c) bench/curve.py $(c) \
	    $(if $(QUICK),$(QUICK_$(c))) &&) true
QUICK_pages := 100 300
QUICK_recalls := 500 1000
QUICK_rules := 100 200
QUICK_stored := 500 2000

# All of it on an idle machine, into bench/RESULTS.md: some three hours, of
# which half an hour each go into the scan of a million pages (curve pages, with
# its memory) and the store of ten million offers. With QUICK=1 sizes are small,
# and what it prints goes to build/bench/: it shows that all parts run.
RUNS ?= 5
QUICK ?=
quick = $(if $(QUICK),$(1),$(2))
ifdef QUICK
export BENCH_RESULTS := build/bench/RESULTS.md
endif
BENCHES := site page recalls rules risk_speed risk_solver fill
bench: shelfwatch $(addprefix $(B)/bench/,$(BENCHES))
	@mkdir -p build/bench
	@bench/peers wrk libsvm-tools liblinear-tools fasttext
	bench/record.py machine
	bench/record.py crawl bench/crawl.py \
	    $(call quick,--pages 200 --peer-pages 100,--runs $(RUNS))
	bench/record.py saved bench/saved.py \
	    $(call quick,--replays 1,--runs $(RUNS))
	bench/record.py recalls $(B)/bench/recalls \
	    $(call quick,1000,1000 13600 50000 200000)
	bench/record.py recall-peer bench/recall_peer.py \
	    $(call quick,--recalls 1000 --listings 20)
	bench/record.py screen bench/screen.py \
	    $(call quick,--runs 1 --recalls 1000 --listings 500,--runs $(RUNS))
	bench/record.py rules $(B)/bench/rules 1000 $(call quick,500)
	bench/record.py rules-10000 $(B)/bench/rules 10000 $(call quick,500)
	bench/record.py risk-speed bench/risk_speed.py \
	    $(call quick,--seconds 0.2)
	bench/record.py risk-peers bench/risk_peers.py \
	    $(call quick,--offers 100)
	bench/record.py risk-solver bench/risk_solver.py
	bench/record.py fields bench/fields.py
	bench/record.py kinds bench/kinds.py
	bench/record.py review bench/review.py \
	    $(call quick,--listings 5000 --cases 500 --seconds 1 \
	        --keep build/bench/quick)
	bench/record.py sweep bench/sweep.py \
	    $(call quick,--listings 5000)
	@$(MAKE) --no-print-directory curves

replay: shelfwatch
	bench/replay.py

# What the sources show takes no build; what the objects show takes one.
LINT = DIRS="$(DIRS)" $(foreach d,$(DIRS),USES_$(d)="$(USES_$(d))") \
    CC="$(CC)" CPPFLAGS='$(CPPFLAGS)'
lint:
	@$(LINT) tests/lint/lint.sh
lint-symbols: $(call archives,$(DIRS))
	@$(LINT) ARCHIVES="$^" tests/lint/lint.sh symbols

# About three minutes of one core; what is known stands in analyze.txt.
analyze:
	@DIRS="$(DIRS)" CPPFLAGS='$(filter-out -DSHELFWATCH_VERSION%,$(CPPFLAGS))' \
	    JOBS=$(JOBS) tests/lint/analyze.sh $(ARGS)

format:
	clang-format -i $(wildcard $(DIRS:%=%/*.[ch])) \
	    $(wildcard tests/*.[ch] tests/unit/*.[ch] tests/fuzz/*.[ch] bench/*.[ch])

# What datadir_find looks up; the tree below each name is kept.
DATA = $(shell find rules/packs score models crawler/sites demo core -type f \
    ! -name '*.[ch]' 2>/dev/null)
DOCDIR := $(PREFIX)/share/doc/shelfwatch

# From docs/man and the usage texts; without scdoc there are none.
man: $(B)/man/shelfwatch.1
$(B)/man/shelfwatch.1: $(B)/bin/shelfwatch docs/man/shelfwatch.1.scd \
    scripts/man-pages
	@if command -v scdoc >/dev/null; then scripts/man-pages $< $(@D); \
	    else echo "no scdoc: no man pages"; fi

# The units name /usr/local; installed, they name PREFIX.
install: shelfwatch man
	install -D -m 755 $(B)/bin/shelfwatch $(DESTDIR)$(PREFIX)/bin/shelfwatch
	@for f in $(DATA); do \
	    install -D -m 644 $$f $(DESTDIR)$(DATADIR)/$$f || exit 1; done
	install -d $(DESTDIR)$(DOCDIR) $(DESTDIR)$(PREFIX)/lib/systemd/system
	install -m 644 $(wildcard README.md) docs/*.md $(DESTDIR)$(DOCDIR)
	@for f in dist/*.service dist/*.timer; do \
	    to=$(DESTDIR)$(PREFIX)/lib/systemd/system/$${f##*/}; \
	    sed 's,/usr/local/,$(PREFIX)/,g' $$f >$$to && chmod 644 $$to || \
	        exit 1; done
	install -D -m 644 dist/shelfwatch.sysusers \
	    $(DESTDIR)$(PREFIX)/lib/sysusers.d/shelfwatch.conf
	@for f in $(B)/man/*.1; do [ ! -f $$f ] || install -D -m 644 $$f \
	    $(DESTDIR)$(PREFIX)/share/man/man1/$${f##*/} || exit 1; done

deb: shelfwatch
	@rm -rf build/deb
	@$(MAKE) --no-print-directory install DESTDIR=build/deb PREFIX=/usr \
	    >/dev/null
	@scripts/deb build/deb $(VERSION) build

clean:
	rm -rf build shelfwatch

.PHONY: bench curves bench-crawl bench-saved bench-memory bench-recalls bench-review bench-rules grams
.PHONY: replay
.PHONY: risk risk-speed risk-solver hazard
# Never taken for up to date by the age of what it links to.
.PHONY: shelfwatch
.PHONY: all help test setup check check-clang analyze valgrind unit replay-fuzz fuzz e2e man deb fields kinds cards kill soak check-faults decide model category-model pair-model pairs demo lint lint-symbols format install clean
.SECONDARY:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
