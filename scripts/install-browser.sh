#!/bin/sh
# Installs what `npm run test:browser` needs and this machine lacks: Chromium, with a font that has the signs of the
# report. For Debian, as root; does nothing where a Chromium is on the PATH.
set -eu

for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null; then exit 0; fi
done

apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core
