/** The license files as last read, and the reading of them anew. A bad file leaves the last good one's SERVER lines. */
import { type LicenseOnDisk, readLicense } from './licenseFiles.ts';

export class LicenseWatch {
  /** What stands on the disk now; `file` is that of the last good reading. */
  current: LicenseOnDisk;
  /** Called when something has changed. */
  onChange: (disk: LicenseOnDisk) => void = () => undefined;
  private readonly path: string;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;

  private constructor(path: string, current: LicenseOnDisk) {
    this.path = path;
    this.current = current;
  }

  static async open(path: string): Promise<LicenseWatch> {
    return new LicenseWatch(path, await readLicense(path));
  }

  /** Reads everything anew. */
  async reread(): Promise<void> {
    const read = await readLicense(this.path);
    const before = this.current;
    const same =
      read.hash === before.hash && read.revision === before.revision && read.errors.join() === before.errors.join();
    if (same || this.closed) return;
    this.current = { ...read, file: read.file ?? before.file };
    this.onChange(this.current);
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
