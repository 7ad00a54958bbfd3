#!/usr/bin/env bash
# Gradescope runs this once, as root, while it builds the image: Python, and the grader's pinned requirements.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
torch_index="@{torch_index}"

python=""
for name in python3.13 python3.12 python3.11 python3; do
  if [ -z "$python" ] && "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python="$name"
  fi
done
if [ -z "$python" ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3.11 python3.11-venv
  python=python3.11
fi

"$python" -m venv "$root/environment"
"$root/environment/bin/pip" install --quiet --no-cache-dir ${torch_index:+--extra-index-url "$torch_index"} \
  --requirement "$root/source/requirements.txt"
"$root/environment/bin/python" -m compileall -q "$root/source/grader" "$root/source/reference"
# The code of students runs as another user, behind walls; the suites are closed to that user in any case.
chmod -R go-rwx "$root/source"
cd "$root/source" && "$root/environment/bin/python" -B -c 'import grader.pack.gradescope_run'
