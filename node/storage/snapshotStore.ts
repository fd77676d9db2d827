/** The snapshot files of one folder. */
import type { Snapshot } from '../consensus/types.ts';
import { listWithoutAside, replaceFile } from './atomicFile.ts';
import type { Disk } from './disk.ts';
import { LogDamaged } from './errors.ts';
import type { LogOwner } from './segment.ts';
import {
  decodeSnapshot,
  encodeSnapshot,
  parseSnapshotName,
  type SnapshotContent,
  type SnapshotName,
  snapshotName,
} from './snapshotFile.ts';
import { perform, type Task, take } from './task.ts';

const DAMAGED_SUFFIX = '.damaged';

export class SnapshotStore {
  readonly #disk: Disk;
  readonly #folder: string;
  /** By index, then term, ascending. */
  #files: SnapshotName[] = [];

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  /** Index of the oldest snapshot that is kept; 0 when there is none. */
  get oldestIndex(): number {
    return this.#files[0]?.index ?? 0;
  }

  /** Index of the newest; 0 when there is none. */
  get newestIndex(): number {
    return this.#files.at(-1)?.index ?? 0;
  }

  *load(): Task<void> {
    const names = yield* listWithoutAside(this.#disk, this.#folder);
    this.#files = names
      .map(parseSnapshotName)
      .filter((name) => name !== null)
      .sort((a, b) => a.index - b.index || a.term - b.term);
  }

  /**
   * The newest snapshot that is whole, and the damage of those that are newer. Damaged ones stay listed until
   * `putAside`: only the caller can tell whether an older one makes good for them.
   */
  *newest(owner: LogOwner): Task<{ content: SnapshotContent | null; damage: LogDamaged[] }> {
    const damage: LogDamaged[] = [];
    for (const name of this.#files.toReversed()) {
      const file = this.#path(name.name);
      const bytes = yield* take<Uint8Array>((done) => this.#disk.read(file, done));
      try {
        return { content: decodeSnapshot(bytes, file, name, owner), damage };
      } catch (error) {
        if (!(error instanceof LogDamaged)) throw error;
        damage.push(error);
      }
    }
    return { content: null, damage };
  }

  /** Renames damaged files so that they no longer count. */
  *putAside(paths: readonly string[]): Task<void> {
    for (const path of paths) {
      yield* perform((done) => this.#disk.rename(path, path + DAMAGED_SUFFIX, done));
      this.#files = this.#files.filter((file) => this.#path(file.name) !== path);
    }
    if (paths.length > 0) yield* this.#sync();
  }

  /** Makes a snapshot durable. */
  *save(snapshot: Snapshot, installed: boolean, owner: LogOwner): Task<void> {
    const { index, term } = snapshot.metadata;
    const name = snapshotName(index, term);
    yield* replaceFile(this.#disk, this.#folder, name.name, encodeSnapshot({ snapshot, installed }, owner));
    this.#files = [...this.#files.filter((file) => file.name !== name.name), name].sort(
      (a, b) => a.index - b.index || a.term - b.term,
    );
  }

  /** Removes all but the newest `count`. */
  *keepNewest(count: number): Task<void> {
    yield* this.#remove(this.#files.slice(0, -count));
  }

  /** Removes the snapshots below an index. */
  *removeBelow(index: number): Task<void> {
    yield* this.#remove(this.#files.filter((file) => file.index < index));
  }

  /** Oldest first: whatever a crash undoes, the newest stays. */
  *#remove(files: readonly SnapshotName[]): Task<void> {
    if (files.length === 0) return;
    this.#files = this.#files.filter((file) => !files.includes(file));
    for (const file of files) yield* perform((done) => this.#disk.unlink(this.#path(file.name), done));
    yield* this.#sync();
  }

  *#sync(): Task<void> {
    yield* perform((done) => this.#disk.syncDirectory(this.#folder, done));
  }

  #path(name: string): string {
    return `${this.#folder}/${name}`;
  }
}
