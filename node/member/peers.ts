/** What this member knows of the three servers: itself and the two others. */
import type { Holdings } from '../../proto/index.ts';
import type { NodeId } from '../consensus/index.ts';

/** One SERVER line as the member uses it. */
export interface ServerAddress {
  /** Name of the slot, lower case. */
  readonly server: string;
  /** Host as the SERVER line writes it. */
  readonly host: string;
  readonly port: number;
}

export interface PeerState {
  readonly server: string;
  /** Incarnation behind its stream; 0 if never seen. */
  incarnation: NodeId;
  /** Its incoming stream is up. */
  up: boolean;
  /** Monotonic milliseconds of the last frame; -Infinity if none ever came. */
  heardAt: number;
  /** Its Unix time in milliseconds less our monotonic time: a jump of our own clock does not change it. Null: not heard. */
  dateBase: number | null;
  holdings: Holdings | null;
  version: string;
}

export class Peers {
  readonly self: string;
  private readonly states = new Map<string, PeerState>();
  private readonly byIncarnation = new Map<NodeId, string>();

  constructor(self: string) {
    this.self = self;
  }

  /** The other server of that name; made when first asked for. */
  get(server: string): PeerState {
    let state = this.states.get(server);
    if (state === undefined) {
      state = {
        server,
        incarnation: 0,
        up: false,
        heardAt: Number.NEGATIVE_INFINITY,
        dateBase: null,
        holdings: null,
        version: '',
      };
      this.states.set(server, state);
    }
    return state;
  }

  others(): IterableIterator<PeerState> {
    return this.states.values();
  }

  /** Remembers whose incarnation that is. */
  learn(incarnation: NodeId, server: string): void {
    if (incarnation !== 0) this.byIncarnation.set(incarnation, server);
  }

  /** Name of the server behind an incarnation; null if not known. */
  serverOf(incarnation: NodeId): string | null {
    return this.byIncarnation.get(incarnation) ?? null;
  }

  /** Servers that are up, this one included. */
  countUp(): number {
    let up = 1;
    for (const peer of this.states.values()) if (peer.up) up += 1;
    return up;
  }

  /** Notes the date by a peer's clock as heard at a monotonic time. */
  heardDate(peer: PeerState, date: number, monotonic: number): void {
    peer.dateBase = date - monotonic;
  }

  /**
   * The date for the log (R8): the median of three clocks, the earlier of two. One clock that jumps, our own
   * too, moves nothing while three are up.
   */
  date(own: { readonly date: number; readonly monotonic: number }): number {
    const dates = [own.date];
    for (const peer of this.states.values())
      if (peer.up && peer.dateBase !== null) dates.push(peer.dateBase + own.monotonic);
    dates.sort((a, b) => a - b);
    return (dates.length === 3 ? dates[1] : dates[0]) ?? own.date;
  }
}
