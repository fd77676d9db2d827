#!/bin/sh
# Writes what is derived: the chart's copy of the CRD and, where helm is found, the plain manifests.
# Usage: deploy/generate.sh [helm program]
set -eu
cd "$(dirname "$0")/.."
{
  echo '{{- /* Written by deploy/generate.sh from deploy/crd.yaml. */ -}}'
  echo '{{- if .Values.crds.create }}'
  sed -e '/^#/d' -e 's|^  labels:$|  annotations:\n    # Deleting the release must not delete every LicenseCluster.\n    helm.sh/resource-policy: keep\n  labels:|' deploy/crd.yaml
  echo '{{- end }}'
} > charts/lmtriad/templates/crd.yaml
helm=${1:-$(command -v helm || ls "${LMTRIAD_CACHE:-$HOME/.cache/lmtriad}"/bin/helm-*/helm 2>/dev/null | head -n 1 || true)}
if [ -z "$helm" ]; then
  echo "deploy/generate.sh: no helm here; deploy/operator.yaml is left as it is" >&2
  exit 0
fi
manifests=$("$helm" template lmtriad charts/lmtriad --namespace lmtriad-system --set crds.create=false \
  --kube-version 1.37.0 --set watch.allNamespaces=true --skip-tests)
{
  echo '# Written by deploy/generate.sh from charts/lmtriad, after deploy/crd.yaml. Apply with kubectl apply --server-side.'
  echo 'apiVersion: v1'
  echo 'kind: Namespace'
  echo 'metadata:'
  echo '  name: lmtriad-system'
  echo '  labels:'
  echo '    pod-security.kubernetes.io/enforce: restricted'
  printf '%s\n' "$manifests" | sed -e '/helm.sh\/chart/d' -e 's|managed-by: Helm|managed-by: kubectl|'
} > deploy/operator.yaml.new
mv deploy/operator.yaml.new deploy/operator.yaml
