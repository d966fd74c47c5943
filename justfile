# Every habit of this repository. `just` alone lists them.

engine := `command -v podman >/dev/null && echo podman || echo docker`
compose := engine + " compose --file deploy/compose.yaml"

_list:
    @just --list --unsorted

# Format the code
fmt:
    cargo fmt --all

# What tests/run checks before the tests
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --locked -- -D warnings
    shellcheck -x tests/run tests/servers/* .ci/run deploy/make-secrets

# Everything, over private PostgreSQL and RabbitMQ servers
test:
    ./tests/run

# The tests whose name contains FILTER
only FILTER:
    ./tests/run --only '{{ FILTER }}'

# A shell with private servers running
servers:
    ./tests/run --shell

# The real plan of Bắc Sơn for 2024, replayed to its end, then served
demo *FLAGS:
    cargo run --release --locked -- demo {{ FLAGS }}

# Benchmarks of every crate that has some
bench *FLAGS:
    cargo bench --workspace --locked --benches {{ FLAGS }}

# Licences, banned crates, sources, and known vulnerabilities (fetches the advisory database)
deny:
    cargo deny --all-features --locked check

# Start the four services with PostgreSQL and RabbitMQ in containers
up:
    test -d deploy/secrets || deploy/make-secrets
    {{ compose }} up --build --detach

# Stop them; the data stays
down:
    {{ compose }} down
