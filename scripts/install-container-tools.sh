#!/bin/sh
# Installs what `npm run test:containers` needs and this machine lacks: podman with runc, and debootstrap. For Debian and
# Ubuntu, as root; does nothing where all is there.
set -eu

missing=''
command -v podman >/dev/null || missing="$missing podman"
command -v runc >/dev/null || missing="$missing runc"
PATH="$PATH:/usr/sbin" command -v debootstrap >/dev/null || missing="$missing debootstrap"
[ -n "$missing" ] || exit 0

apt-get update -qq
# shellcheck disable=SC2086 -- several words are meant.
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
