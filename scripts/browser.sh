#!/bin/sh
# Brings the browser and the Chinese fonts that the browser tests need, where they are missing.
set -eu
chromium="${LIUKE_CHROMIUM:-/usr/bin/chromium}"
missing=""
[ -x "$chromium" ] || missing="chromium"
fc-list 2>/dev/null | grep -qi "cjk" || missing="$missing fonts-noto-cjk"
[ -z "$missing" ] && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Install these first:$missing" >&2
    exit 1
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root apt-get install -y -qq --no-install-recommends $missing fontconfig >/dev/null
