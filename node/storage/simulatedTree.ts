/** Files and folders of a simulated disk, each with what is visible and what would survive a power loss. */

/** An error as node:fs gives them. */
export function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

/** How unsynced writes are torn at a power loss. */
export type Tear = 'prefix' | 'sectors' | 'lost';

const SECTOR_BYTES = 512;

interface UnsyncedWrite {
  readonly position: number;
  readonly bytes: Uint8Array;
}

/** Bytes of one file. */
export class FileNode {
  #visible: Uint8Array = new Uint8Array(0);
  #visibleSize = 0;
  #durable: Uint8Array = new Uint8Array(0);
  #durableSize = 0;
  #unsynced: UnsyncedWrite[] = [];

  get size(): number {
    return this.#visibleSize;
  }

  read(): Uint8Array {
    return this.#visible.slice(0, this.#visibleSize);
  }

  write(bytes: Uint8Array, position: number): void {
    this.#visible = fitted(this.#visible, position + bytes.length);
    this.#visible.set(bytes, position);
    this.#visibleSize = Math.max(this.#visibleSize, position + bytes.length);
    this.#unsynced.push({ position, bytes });
  }

  sync(): void {
    for (const { position, bytes } of this.#unsynced) this.#keep(bytes, position);
    this.#unsynced = [];
  }

  /** As after a failed fsync: the cache shows the bytes and takes them for written, the disk never gets them. */
  forgetUnsynced(): void {
    this.#unsynced = [];
  }

  /** Both what is visible and what is durable, as decay changes them. */
  replace(bytes: Uint8Array): void {
    this.#visible = bytes.slice();
    this.#durable = bytes.slice();
    this.#visibleSize = bytes.length;
    this.#durableSize = bytes.length;
    this.#unsynced = [];
  }

  losePower(random: () => number, tear: Tear): void {
    for (const { position, bytes } of this.#unsynced) {
      if (tear === 'prefix') {
        const choice = random();
        const length = choice < 0.25 ? 0 : choice < 0.5 ? bytes.length : Math.floor(random() * (bytes.length + 1));
        this.#keep(bytes.subarray(0, length), position);
      } else if (tear === 'sectors') {
        let at = 0;
        while (at < bytes.length) {
          const end = Math.min(bytes.length, at + SECTOR_BYTES - ((position + at) % SECTOR_BYTES));
          if (random() < 0.5) this.#keep(bytes.subarray(at, end), position + at);
          at = end;
        }
      }
    }
    this.#unsynced = [];
    this.#visible = this.#durable.slice(0, this.#durableSize);
    this.#visibleSize = this.#durableSize;
  }

  #keep(bytes: Uint8Array, position: number): void {
    if (bytes.length === 0) return;
    this.#durable = fitted(this.#durable, position + bytes.length);
    this.#durable.set(bytes, position);
    this.#durableSize = Math.max(this.#durableSize, position + bytes.length);
  }
}

/** The array, or a larger one with the same start, that holds `length` bytes. */
function fitted(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length >= length) return bytes;
  const larger = new Uint8Array(Math.max(length, bytes.length * 2));
  larger.set(bytes);
  return larger;
}

type Node = FileNode | FolderNode;

/** A change of names in folders. One object may wait in two folders (a rename): it happens in both or in none. */
interface NameChange {
  /** Makes it durable; does nothing the second time. */
  apply(): void;
}

class FolderNode {
  readonly visible = new Map<string, Node>();
  readonly durable = new Map<string, Node>();
  unsynced: NameChange[] = [];
}

export class SimulatedTree {
  readonly #root = new FolderNode();
  /** Names of each path that was ever used: taking them apart is most of the work of finding a file. */
  readonly #names = new Map<string, readonly string[]>();

  file(path: string): FileNode {
    const [folder, name] = this.#parent(path);
    const node = folder.visible.get(name);
    if (!(node instanceof FileNode)) throw systemError(node === undefined ? 'ENOENT' : 'EISDIR', path);
    return node;
  }

  create(path: string): void {
    const [folder, name] = this.#parent(path);
    if (folder.visible.has(name)) throw systemError('EEXIST', path);
    this.#link(folder, name, new FileNode());
  }

  makeDirectory(path: string): void {
    const [folder, name] = this.#parent(path);
    if (!folder.visible.has(name)) this.#link(folder, name, new FolderNode());
  }

  rename(from: string, to: string): void {
    const node = this.file(from);
    const [fromFolder, fromName] = this.#parent(from);
    const [toFolder, toName] = this.#parent(to);
    fromFolder.visible.delete(fromName);
    toFolder.visible.set(toName, node);
    let applied = false;
    const change: NameChange = {
      apply: () => {
        if (applied) return;
        applied = true;
        if (fromFolder.durable.get(fromName) === node) fromFolder.durable.delete(fromName);
        toFolder.durable.set(toName, node);
      },
    };
    fromFolder.unsynced.push(change);
    if (toFolder !== fromFolder) toFolder.unsynced.push(change);
  }

  unlink(path: string): void {
    const node = this.file(path);
    const [folder, name] = this.#parent(path);
    folder.visible.delete(name);
    const apply = (): void => {
      if (folder.durable.get(name) === node) folder.durable.delete(name);
    };
    folder.unsynced.push({ apply });
  }

  /** Removes a file from the visible and the durable names. */
  forget(path: string): void {
    this.unlink(path);
    this.#parent(path)[0].unsynced.pop()?.apply();
  }

  list(path: string): string[] {
    return [...this.#folder(path).visible.keys()].sort();
  }

  syncDirectory(path: string): void {
    const folder = this.#folder(path);
    for (const change of folder.unsynced) change.apply();
    folder.unsynced = [];
  }

  files(): string[] {
    const found: string[] = [];
    walk(this.#root, '', (path, node) => {
      if (node instanceof FileNode) found.push(path);
    });
    return found.sort();
  }

  usedBytes(): number {
    let bytes = 0;
    walk(this.#root, '', (_path, node) => {
      if (node instanceof FileNode) bytes += node.size;
    });
    return bytes;
  }

  /** Each unsynced change of names may or may not have reached the disk; then the bytes of what is left. */
  losePower(random: () => number, tear: Tear): void {
    settle(this.#root, random, new Map());
    walk(this.#root, '', (_path, node) => {
      if (node instanceof FileNode) node.losePower(random, tear);
    });
  }

  #link(folder: FolderNode, name: string, node: Node): void {
    folder.visible.set(name, node);
    folder.unsynced.push({ apply: () => folder.durable.set(name, node) });
  }

  #folder(path: string): FolderNode {
    const names = this.#split(path);
    return this.#descend(names, names.length, path);
  }

  #parent(path: string): [FolderNode, string] {
    const names = this.#split(path);
    const name = names.at(-1);
    if (name === undefined) throw systemError('EINVAL', path);
    return [this.#descend(names, names.length - 1, path), name];
  }

  #descend(names: readonly string[], depth: number, path: string): FolderNode {
    let folder = this.#root;
    for (let i = 0; i < depth; i++) {
      const node = folder.visible.get(names[i] ?? '');
      if (!(node instanceof FolderNode)) throw systemError('ENOENT', path);
      folder = node;
    }
    return folder;
  }

  #split(path: string): readonly string[] {
    const known = this.#names.get(path);
    if (known !== undefined) return known;
    const names = path.split('/').filter((name) => name !== '');
    this.#names.set(path, names);
    return names;
  }
}

function walk(folder: FolderNode, path: string, visit: (path: string, node: Node) => void): void {
  for (const [name, node] of folder.visible) {
    visit(`${path}/${name}`, node);
    if (node instanceof FolderNode) walk(node, `${path}/${name}`, visit);
  }
}

/** `fate` holds what was drawn for a change that waits in two folders. */
function settle(folder: FolderNode, random: () => number, fate: Map<NameChange, boolean>): void {
  // Folders below are settled through what was visible: a lost one takes its content along.
  for (const node of folder.visible.values()) if (node instanceof FolderNode) settle(node, random, fate);
  for (const change of folder.unsynced) {
    const happens = fate.get(change) ?? random() < 0.5;
    fate.set(change, happens);
    if (happens) change.apply();
  }
  folder.unsynced = [];
  folder.visible.clear();
  for (const [name, node] of folder.durable) folder.visible.set(name, node);
}
