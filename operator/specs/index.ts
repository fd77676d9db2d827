/** One pure builder for each object of a LicenseCluster. */
export * from './configuration.ts';
export * from './licenseCluster.ts';
export * from './manifests.ts';
export * from './names.ts';
export { networkPolicy } from './networkPolicy.ts';
export { assignOrdinals, type Ordinals, printOrdinals } from './ordinals.ts';
export { ownerReference } from './ownership.ts';
export { podDisruptionBudget } from './podDisruptionBudget.ts';
export type { PodTemplateDefaults } from './podTemplate.ts';
export { type RecoveryOrder, recoveryOrder } from './recovery.ts';
export {
  administratorSecret,
  authoritySecret,
  certificatesSecret,
  clientSecret,
  type KeyPair,
  renderedLicense,
} from './secrets.ts';
export { clusterService, headlessService, masterService, serverService } from './services.ts';
export { type StatefulSetInput, statefulSet } from './statefulSet.ts';
export { parseSubnet, printSubnet, type Subnet } from './subnet.ts';
