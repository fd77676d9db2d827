#!/bin/bash
# The init of one cluster node: process 1 of its own pid, mount, uts, ipc and cgroup namespaces, inside the
# node's network namespace. Killing it is a power failure. node.ts sets the LMT_* variables.
set -eu

# The process that made the namespaces stays outside and cannot be moved from in here, and cgroup v2 gives no
# controllers to the children of a group that has processes: so the node's groups begin one level below.
if [ "${1:-}" != inside ]; then
  for file in $LMT_INNER_GROUPS; do echo 0 > "$file"; done
  exec unshare --cgroup -- "$0" inside
fi

mount --make-rprivate /
mount -t proc proc /proc
mount -t sysfs sysfs /sys

if [ "$LMT_CGROUP_VERSION" = 2 ]; then
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
  mkdir -p /sys/fs/cgroup/init
  echo 0 > /sys/fs/cgroup/init/cgroup.procs
  for controller in $(cat /sys/fs/cgroup/cgroup.controllers); do
    echo "+$controller" > /sys/fs/cgroup/cgroup.subtree_control
  done
else
  mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
  # LMT_CGROUP_MOUNTS: "folder=options" words. "cpu,cpuacct" is mounted once and linked by both names.
  for word in $LMT_CGROUP_MOUNTS; do
    folder=${word%%=*} options=${word#*=}
    mkdir -p "/sys/fs/cgroup/$folder"
    mount -t cgroup -o "$options" cgroup "/sys/fs/cgroup/$folder"
    for controller in ${options//,/ }; do
      [ -e "/sys/fs/cgroup/$controller" ] || case $controller in
        none | name=*) ;;
        *) ln -s "$folder" "/sys/fs/cgroup/$controller" ;;
      esac
    done
  done
fi

# The node's own disk is its /var/lib. The instance's state, which may lie below /var/lib, stays where it is.
mkdir -p "$LMT_DISK/kubelet" "$LMT_DISK/containerd"
case $LMT_STATE in
  /var/lib/*)
    mkdir -p "$LMT_DISK/${LMT_STATE#/var/lib/}"
    mount --rbind "$LMT_STATE" "$LMT_DISK/${LMT_STATE#/var/lib/}"
    ;;
esac
case $LMT_CACHE in
  /var/lib/*)
    mkdir -p "$LMT_DISK/${LMT_CACHE#/var/lib/}"
    mount --rbind "$LMT_CACHE" "$LMT_DISK/${LMT_CACHE#/var/lib/}"
    ;;
esac
mount --rbind "$LMT_DISK" /var/lib
mount --bind /var/lib/kubelet /var/lib/kubelet
mount --make-rshared /var/lib/kubelet
mount --bind "$LMT_LOGS" /var/log
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/containerd /run/lock
hostname "$LMT_NODE"

# keep NAME PROGRAM...: runs a program and starts it again whenever it ends, as a service manager does.
keep() {
  local name=$1
  shift
  while :; do
    "$@" >> "$LMT_LOGS/$name.log" 2>&1 || echo "$name ended with $?; starting it again" >> "$LMT_LOGS/$name.log"
    sleep 1
  done
}

# Imports every archive whose digest containerd has not imported yet.
import_images() {
  local archive name digest
  for archive in "$LMT_IMAGES"/*.tar; do
    [ -f "$archive" ] || continue
    name=$(basename "$archive")
    digest=$(cat "$archive.sha256")
    if [ "$(cat "$LMT_IMPORTED/$name" 2> /dev/null || true)" = "$digest" ]; then continue; fi
    ctr --namespace k8s.io images import --local "$archive" >> "$LMT_LOGS/import.log" 2>&1
    echo "$digest" > "$LMT_IMPORTED/$name.new"
    mv "$LMT_IMPORTED/$name.new" "$LMT_IMPORTED/$name"
  done
}

keep containerd containerd --config "$LMT_CONFIG/containerd.toml" &
for _ in $(seq 300); do
  if ctr --connect-timeout 1s version > /dev/null 2>&1; then break; fi
  sleep 0.1
done
keep kube-proxy kube-proxy --config "$LMT_CONFIG/kube-proxy.json" &
keep kubelet kubelet --config "$LMT_CONFIG/kubelet.json" --kubeconfig "$LMT_KUBECONFIG" \
  --hostname-override "$LMT_NODE" --node-ip "$LMT_ADDRESS" --node-labels "$LMT_LABELS" &
import_images
wait
