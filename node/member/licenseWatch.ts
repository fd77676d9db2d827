/** The license files as last read, and the reading of them anew. A bad file leaves the last good one's SERVER lines. */
import type { LicenseFile } from '../../license/index.ts';
import { type LicenseOnDisk, type LicensePlace, readLicense } from './licenseFiles.ts';

/** Names of the servers that a file's SERVER lines mean. */
type NamesOf = (file: LicenseFile) => readonly string[];

/** Why this server may not serve a file; null if it may. */
type Refusal = (file: LicenseFile) => string | null;

const hosts: NamesOf = (file) => file.servers.map(({ host }) => host.toLowerCase());

export class LicenseWatch {
  /** What stands on the disk now; `file` is that of the last good reading. */
  current: LicenseOnDisk;
  /** Called when something has changed. */
  onChange: (disk: LicenseOnDisk) => void = () => undefined;
  private readonly path: string;
  private readonly place: () => LicensePlace;
  private readonly namesOf: NamesOf;
  private refusal: Refusal = () => null;
  private readonly servers: readonly string[];
  private timer: NodeJS.Timeout | null = null;
  private closed = false;
  /** The reading under way: the next begins when it has ended, so that none overtakes another. */
  private reading: Promise<void> = Promise.resolve();

  private constructor(path: string, place: () => LicensePlace, current: LicenseOnDisk, namesOf: NamesOf) {
    this.path = path;
    this.place = place;
    this.current = current;
    this.namesOf = namesOf;
    this.servers = current.file === null ? [] : namesOf(current.file);
  }

  static async open(path: string, place: () => LicensePlace, namesOf = hosts): Promise<LicenseWatch> {
    return new LicenseWatch(path, place, await readLicense(path, place()), namesOf);
  }

  /** From now on files that this server may not serve are as if it had none, but for their SERVER lines. */
  refuseIf(refusal: Refusal): void {
    this.refusal = refusal;
    this.current = this.allowed(this.current);
  }

  /** Reads everything anew. Rejects only if `onChange` throws. */
  reread(): Promise<void> {
    const read = this.reading.then(() => this.readAnew());
    this.reading = read.catch(() => undefined);
    return read;
  }

  private async readAnew(): Promise<void> {
    const read = this.allowed(this.withSameServers(await readLicense(this.path, this.place())));
    const before = this.current;
    const same =
      read.hash === before.hash && read.revision === before.revision && read.errors.join() === before.errors.join();
    if (same || this.closed) return;
    this.current = { ...read, file: read.file ?? before.file };
    this.onChange(this.current);
  }

  /** A file that names other servers cannot be used: who the three are was settled when the cluster formed (R16). */
  private withSameServers(read: LicenseOnDisk): LicenseOnDisk {
    if (read.file === null) return read;
    const names = this.namesOf(read.file);
    if (names.length === this.servers.length && names.every((name) => this.servers.includes(name))) return read;
    const error = `${this.path}: the SERVER lines name ${names.join(', ')}, but the servers are ${this.servers.join(', ')}`;
    return { ...read, file: null, hash: '', content: '', command: new Uint8Array(0), errors: [...read.errors, error] };
  }

  private allowed(read: LicenseOnDisk): LicenseOnDisk {
    const error = read.file === null ? null : this.refusal(read.file);
    if (error === null) return read;
    return { ...read, hash: '', content: '', command: new Uint8Array(0), errors: [...read.errors, error] };
  }

  /** Reads anew at that interval; `first` is run before each time. */
  poll(milliseconds: number, first: () => Promise<void>): void {
    const round = async () => {
      try {
        await first();
        await this.reread();
      } catch {
        // A folder that is just being replaced: the next round reads it whole.
      }
      if (!this.closed) this.timer = setTimeout(round, milliseconds);
    };
    this.timer = setTimeout(round, milliseconds);
  }

  close(): void {
    this.closed = true;
    if (this.timer !== null) clearTimeout(this.timer);
  }
}
