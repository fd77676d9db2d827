/** How many streams one connection may have open: a program needs two or three. */

/** A pool of programs may share a connection, but one that opens ever more streams is broken. */
export const MAX_STREAMS = 4_096;

export class StreamLimit {
  private readonly most: number;
  private readonly open = new Map<string, number>();

  constructor(most = MAX_STREAMS) {
    this.most = most;
  }

  /** Takes one for a connection (address and port of its other end); false if it has as many as it may. */
  take(connection: string): boolean {
    const open = this.open.get(connection) ?? 0;
    if (open >= this.most) return false;
    this.open.set(connection, open + 1);
    return true;
  }

  /** Gives one back that was taken. */
  give(connection: string): void {
    const open = this.open.get(connection) ?? 0;
    if (open > 1) this.open.set(connection, open - 1);
    else this.open.delete(connection);
  }
}
