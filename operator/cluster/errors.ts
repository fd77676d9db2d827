/** Why the operator can not do what a LicenseCluster asks for. The codes are reasons of conditions. */
export const ClusterErrorCode = {
  /** An object of the wanted name belongs to someone else. */
  NameConflict: 'NameConflict',
  /** A Secret of the cluster does not hold what it should. */
  CertificatesBroken: 'CertificatesBroken',
} as const;
export type ClusterErrorCode = (typeof ClusterErrorCode)[keyof typeof ClusterErrorCode];

export class ClusterError extends Error {
  readonly code: ClusterErrorCode;

  constructor(code: ClusterErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ClusterError';
    this.code = code;
  }
}
