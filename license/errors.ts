/** What the license language can refuse. Each goes with a FlexNet code (`codes.ts`) that people know. */
export const LicenseErrorCode = {
  /** A line, a field or a whole file is not as the language asks. */
  Syntax: 'Syntax',
  /** The number or the ports of SERVER lines make no sense. */
  Servers: 'Servers',
  /** There is no VENDOR or DAEMON line. */
  NoVendor: 'NoVendor',
  /** There is no FEATURE or INCREMENT line. */
  NoFeatures: 'NoFeatures',
  /** A date is not dd-mmm-yyyy. */
  BadDate: 'BadDate',
  /** A version is not a decimal number. */
  BadVersion: 'BadVersion',
  /** A signature is missing, malformed or of another text. */
  BadSignature: 'BadSignature',
  /** The vendor's definition is not as it should be. */
  BadVendorDefinition: 'BadVendorDefinition',
} as const;
export type LicenseErrorCode = (typeof LicenseErrorCode)[keyof typeof LicenseErrorCode];

/** Every error that this folder throws. */
export class LicenseError extends Error {
  readonly code: LicenseErrorCode;
  /** The FlexNet number, negative. */
  readonly flexCode: number;

  constructor(code: LicenseErrorCode, flexCode: number, message: string) {
    super(message);
    this.name = 'LicenseError';
    this.code = code;
    this.flexCode = flexCode;
  }
}

/** True when `error` is a LicenseError, with this code if one is given. */
export function isLicenseError(error: unknown, code?: LicenseErrorCode): error is LicenseError {
  return error instanceof LicenseError && (code === undefined || error.code === code);
}
