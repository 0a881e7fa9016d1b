#!/usr/bin/env bash
# Takes what was collected into catalog/: .ci/collected/take-in.sh FOLDER [ARGUMENTS OF `verdict catalog import`]
# With --dry-run it says what it would change. Once it was taken in, nothing.
set -euo pipefail
cd "$(dirname "$0")/../.."
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
python3 .ci/collected/models.py "$1" > "$made/models.jsonl" 2> "$made/models.txt"
python3 .ci/collected/field.py "$1" > "$made/field.jsonl" 2> "$made/field.txt"
python3 .ci/collected/shapes.py "$1" > "$made/shapes.jsonl" 2> "$made/shapes.txt"
python3 .ci/collected/names.py > "$made/names.jsonl" 2> "$made/names.txt"
python3 .ci/collected/speeds.py > "$made/speeds.jsonl" 2> "$made/speeds.txt"
"${VERDICT:-target/release/verdict}" catalog import "$made/models.jsonl" "$made/field.jsonl" "$made/shapes.jsonl" "$made/speeds.jsonl" "$made/names.jsonl" .ci/collected/read.jsonl .ci/collected/cards.jsonl --catalog catalog "${@:2}"
