/**
 * The license.dat and options-file languages: read, print, sign, verify, and the pools that a file gives.
 * Pure: no I/O, no clock, no cryptography of its own. Everything is data in, data out.
 */

export { attributeName, attributeRecord, attributeValue, findAttribute } from './attributes.ts';
export { fileChecksum, lineChecksum } from './checksum.ts';
export { exitStatus, FLEX_CODES, type FlexCode, FlexError, flexText, type SystemError } from './codes.ts';
export { dateOfDay, dayOf, formatDate, parseDate } from './dates.ts';
export { type Diagnostic, type DiagnosticCode, diagnosticError, errorsOf, formatDiagnostic } from './diagnostics.ts';
export { isLicenseError, LicenseError, LicenseErrorCode } from './errors.ts';
export { type HostFacts, type Hostid, type HostidKind, matchesHostid, parseHostid, splitHostids } from './hostids.ts';
export { latin1Bytes, latin1Text } from './latin1.ts';
export type {
  Attribute,
  FeatureLine,
  LicenseFile,
  LicenseLine,
  PackageComponent,
  PackageLine,
  ServerLine,
  ServerSpec,
  SignedLine,
  TextRun,
  UpgradeLine,
  UseServerLine,
  VendorLine,
} from './model.ts';
export { isSignedLine } from './model.ts';
export { normalisedLine, signedHostids } from './normalise.ts';
export { formatRule } from './options/formatRule.ts';
export type {
  LogEvent,
  OptionsFile,
  OptionsText,
  Rule,
  RuleLine,
  Selector,
  SelectorKeyword,
  Who,
  WhoType,
} from './options/model.ts';
export { type ParsedOptions, parseOptions, printOptions } from './options/parseOptions.ts';
export { formatSelector, matches, parseSelector, type SelectablePool } from './options/selector.ts';
export { type Asker, type Groups, groupsOf, matchesText, matchesWho } from './options/who.ts';
export { type ParsedLicense, parseLicense, printLicense, requireUsable } from './parseLicense.ts';
export type {
  IgnoredLine,
  Pool,
  PoolOptions,
  PoolResult,
  RefusedLine,
  SignatureVerdict,
  VendorPolicy,
  Verify,
} from './poolModel.ts';
export { hasStarted, isExpired, pools } from './pools.ts';
export { reflow } from './reflow.ts';
export { formatServer } from './serverLine.ts';
export {
  formatSignature,
  parseSignature,
  type Sign,
  type SignatureCheck,
  type SignOptions,
  signatureOf,
  signFile,
  signLine,
  verifyLine,
} from './sign.ts';
export { parseVendorDefinition, type VendorDefinition } from './vendorDefinition.ts';
export { canonicalVersion, compareVersions, isVersion } from './versions.ts';
export { withServers } from './withServers.ts';
