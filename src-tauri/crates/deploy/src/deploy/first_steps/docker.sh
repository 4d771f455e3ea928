#!/bin/sh
# Installs Docker Engine and the NVIDIA Container Toolkit from their own apt repositories, as their documentation tells.
# What is there already stays as it is, so it may run again. A failure ends this script alone.
set -eu
export DEBIAN_FRONTEND=noninteractive HOME=/root

say() {
    printf '%s docker: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*"
}

# Other programs of the first start may hold the lock of apt, and the network may be young.
apt() {
    apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=5 "$@"
}

fetch() {
    curl -fsSL --retry 5 --retry-delay 3 --max-time 120 -o "$2" "$1"
}

if ! command -v apt-get >/dev/null 2>&1; then
    say 'this system has no apt-get: nothing was installed'
    exit 0
fi
. /etc/os-release
part=$(mktemp -d)
trap 'rm -rf "$part"' EXIT

prepare() {
    apt update
    apt install -y --no-install-recommends ca-certificates curl gnupg
}

say 'begins'
if command -v docker >/dev/null 2>&1; then
    say 'Docker is there already and stays as it is'
else
    prepare
    install -m 0755 -d /etc/apt/keyrings
    fetch https://download.docker.com/linux/ubuntu/gpg "$part/docker.asc"
    install -m 0644 "$part/docker.asc" /etc/apt/keyrings/docker.asc
    cat >/etc/apt/sources.list.d/docker.sources <<END
Types: deb
URIs: https://download.docker.com/linux/ubuntu
Suites: ${UBUNTU_CODENAME:-${VERSION_CODENAME:-}}
Components: stable
Architectures: $(dpkg --print-architecture)
Signed-By: /etc/apt/keyrings/docker.asc
END
    apt update
    apt install -y docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin
    say 'Docker is installed'
fi

if command -v nvidia-ctk >/dev/null 2>&1; then
    say 'the NVIDIA Container Toolkit is there already and stays as it is'
else
    prepare
    base=https://nvidia.github.io/libnvidia-container
    ring=/usr/share/keyrings/nvidia-container-toolkit-keyring.gpg
    fetch "$base/gpgkey" "$part/nvidia.asc"
    gpg --batch --yes --dearmor -o "$ring" "$part/nvidia.asc"
    fetch "$base/stable/deb/nvidia-container-toolkit.list" "$part/nvidia.list"
    sed "s#^deb https://#deb [signed-by=$ring] https://#" "$part/nvidia.list" \
        >/etc/apt/sources.list.d/nvidia-container-toolkit.list
    apt update
    apt install -y nvidia-container-toolkit
    say 'the NVIDIA Container Toolkit is installed'
fi

# A restart would end containers that run, so it is done only where something changes.
if docker info --format '{{json .Runtimes}}' 2>/dev/null | grep -q '"nvidia"'; then
    say 'Docker knows the NVIDIA runtime already'
else
    nvidia-ctk runtime configure --runtime=docker
    systemctl restart docker
fi
say 'done'
