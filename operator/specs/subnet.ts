/** The nodes with this value of this label: where the three servers belong. */
export interface Subnet {
  readonly key: string;
  readonly value: string;
}

/** "key=value", for an annotation. */
export function printSubnet(subnet: Subnet): string {
  return `${subnet.key}=${subnet.value}`;
}

/** Undefined for anything else. */
export function parseSubnet(text: string | undefined): Subnet | undefined {
  const equals = text?.indexOf('=') ?? -1;
  if (text === undefined || equals <= 0 || equals === text.length - 1) return undefined;
  return { key: text.slice(0, equals), value: text.slice(equals + 1) };
}
