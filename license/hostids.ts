/** What one machine (or pod, or user) can show against a host id. */
export interface HostFacts {
  /** MAC addresses, in any spelling. */
  readonly ethers?: readonly string[];
  /** IP addresses. */
  readonly addresses?: readonly string[];
  readonly hostname?: string;
  readonly vmUuid?: string;
  /** Uid of the namespace kube-system of the Kubernetes that this runs in. */
  readonly k8sUid?: string;
  readonly user?: string;
  readonly display?: string;
}

export type HostidKind =
  | 'ANY'
  | 'DEMO'
  | 'ETHER'
  | 'INTERNET'
  | 'HOSTNAME'
  | 'VM_UUID'
  | 'K8S_UID'
  | 'USER'
  | 'DISPLAY'
  | 'OTHER';

export interface Hostid {
  readonly kind: HostidKind;
  /** Without the keyword; empty for ANY and DEMO. */
  readonly value: string;
}

const KINDS: ReadonlySet<string> = new Set(['INTERNET', 'HOSTNAME', 'VM_UUID', 'K8S_UID', 'USER', 'DISPLAY', 'ETHER']);

/** Reads one host id: `ANY`, `0019d2c92417`, `INTERNET=1.2.*.*`, `HOSTNAME=x`, `VM_UUID=...`, `K8S_UID=...`. */
export function parseHostid(text: string): Hostid {
  const upper = text.toUpperCase();
  if (upper === 'ANY' || upper === 'DEMO') return { kind: upper, value: '' };
  const equals = text.indexOf('=');
  const keyword = upper.slice(0, Math.max(0, equals));
  if (KINDS.has(keyword)) return { kind: keyword as HostidKind, value: text.slice(equals + 1) };
  if (/^([0-9a-f]{12}|([0-9a-f]{2}[:-]){5}[0-9a-f]{2})$/i.test(text)) return { kind: 'ETHER', value: text };
  return { kind: 'OTHER', value: text };
}

/** The host ids of a list such as the value of HOSTID. */
export function splitHostids(text: string): string[] {
  return text.split(/[\s]+/).filter((word) => word !== '');
}

/** True if the machine has this host id. A kind that is not known matches nothing (-9). */
export function matchesHostid(text: string, facts: HostFacts): boolean {
  const { kind, value } = parseHostid(text);
  switch (kind) {
    case 'ANY':
    case 'DEMO':
      return true;
    case 'ETHER':
      return (facts.ethers ?? []).some((ether) => plainEther(ether) === plainEther(value));
    case 'INTERNET':
      return (facts.addresses ?? []).some((address) => matchesAddress(value, address));
    case 'HOSTNAME':
      return facts.hostname?.toLowerCase() === value.toLowerCase();
    case 'VM_UUID':
      return facts.vmUuid?.toLowerCase() === value.toLowerCase();
    case 'K8S_UID':
      return facts.k8sUid?.toLowerCase() === value.toLowerCase();
    case 'USER':
      return facts.user === value;
    case 'DISPLAY':
      return facts.display === value;
    case 'OTHER':
      return false;
  }
}

/** True if the address is the pattern, in which a part may be `*`: `192.168.*.*`. */
export function matchesAddress(pattern: string, address: string): boolean {
  const separator = pattern.includes(':') ? ':' : '.';
  const wanted = pattern.toLowerCase().split(separator);
  const parts = address.toLowerCase().split(separator);
  return wanted.length === parts.length && wanted.every((part, at) => part === '*' || part === parts[at]);
}

function plainEther(text: string): string {
  return text.toLowerCase().replace(/[:-]/g, '');
}
