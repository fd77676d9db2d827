/**
 * The lines between members. Each direction is a line of its own: it can be cut, lose, delay, double and
 * reorder. Over it lies a stream that opens and closes, as the transport's do: a process that is killed
 * closes its streams, one that falls silent does not.
 */
import type { Message, NodeId } from '../../node/consensus/index.ts';
import type { MemberProcess } from './memberProcess.ts';
import type { World } from './world.ts';

/** Quality of all lines. Times in milliseconds. */
export interface NetworkSettings {
  readonly delay: number;
  /** Mean of what comes on top of it now and then. */
  readonly jitter: number;
  readonly loss: number;
  readonly doubling: number;
  /** Share of messages that are held back for long, so that later ones overtake them. */
  readonly late: number;
}

/** What goes over a line at once. */
export interface Frame {
  readonly messages: readonly Message[];
  /** The sender's civil time. */
  readonly date: number;
}

/** A stream from one process to another. */
interface Stream {
  readonly from: MemberProcess;
  readonly to: MemberProcess;
  open: boolean;
  /** True time at which something last came through. */
  heardAt: number;
}

/** Silence after which the receiver gives a stream up, and pause between attempts to open one. */
const SILENCE_MS = 3_000;
const RETRY_MS = 100;

export class Network {
  settings: NetworkSettings;
  /** Hears of each line that is cut or repaired. */
  onChange: () => void = () => {};
  readonly #world: World;
  readonly #processes = new Map<string, MemberProcess>();
  readonly #streams = new Map<string, Stream>();
  readonly #cut = new Set<string>();

  constructor(world: World, settings: NetworkSettings) {
    this.#world = world;
    this.settings = settings;
  }

  /** Cuts the line in that direction, or repairs it. */
  cut(from: string, to: string, cut: boolean): void {
    const key = `${from}>${to}`;
    if (this.#cut.has(key) === cut) return;
    this.onChange();
    if (cut) this.#cut.add(key);
    else this.#cut.delete(key);
    this.#world.say(from, cut ? `line to ${to} is cut` : `line to ${to} is whole again`);
  }

  isCut(from: string, to: string): boolean {
    return this.#cut.size > 0 && this.#cut.has(`${from}>${to}`);
  }

  /** No line is cut, and a stream is open in each direction. */
  isWhole(): boolean {
    let open = 0;
    for (const stream of this.#streams.values()) if (stream.open && stream.from.alive && stream.to.alive) open++;
    return this.#cut.size === 0 && open === 6;
  }

  heal(): void {
    for (const key of [...this.#cut]) {
      const [from = '', to = ''] = key.split('>');
      this.cut(from, to, false);
    }
  }

  /** A process takes part: it opens streams to the others, and again whenever they close. */
  join(process: MemberProcess): void {
    this.#processes.set(process.server, process);
    for (const other of process.otherServers) this.#connect(process, other);
  }

  /** A process is gone. With `silent` nobody is told: its machine has lost power. */
  leave(process: MemberProcess, silent: boolean): void {
    if (this.#processes.get(process.server) === process) this.#processes.delete(process.server);
    for (const other of process.otherServers) {
      this.#end(`${process.server}>${other}`, silent);
      this.#end(`${other}>${process.server}`, silent);
    }
  }

  /** The process of that server, if it runs and a question and its answer get through. */
  reach(from: MemberProcess, server: string): MemberProcess | null {
    const process = this.#processes.get(server) ?? null;
    if (process === null || this.isCut(from.server, server) || this.isCut(server, from.server)) return null;
    return process;
  }

  /** Asks a process something and brings the answer back, if neither gets lost. */
  ask<T>(
    from: MemberProcess,
    server: string,
    question: (process: MemberProcess) => T,
    answer: (value: T) => void,
  ): void {
    this.#world.after(this.#delay(), () => {
      const process = this.reach(from, server);
      if (process === null) return;
      process.deliver(() => {
        const value = question(process);
        this.#world.after(this.#delay(), () => {
          if (!this.isCut(server, from.server)) from.deliver(() => answer(value));
        });
      });
    });
  }

  send(from: MemberProcess, to: string, frame: Frame): void {
    const world = this.#world;
    const stream = this.#streams.get(`${from.server}>${to}`);
    if (stream === undefined || !stream.open || stream.from !== from) {
      this.#dropped(from, frame);
      return;
    }
    const { loss, doubling } = this.settings;
    if (this.isCut(from.server, to) || world.random.chance(loss)) {
      if (world.tracing) world.say(from.server, `lost on the way to ${to}: ${describe(frame)}`);
      this.#snapshotSent(from, frame, false);
      return;
    }
    world.after(this.#delay(), () => this.#arrive(stream, frame));
    if (world.random.chance(doubling)) world.after(this.#delay(), () => this.#arrive(stream, frame));
  }

  #arrive(stream: Stream, frame: Frame): void {
    const { from, to } = stream;
    // What was on its way when the stream closed may still come, but not to the next process.
    if (!to.alive || this.isCut(from.server, to.server)) {
      this.#snapshotSent(from, frame, false);
      return;
    }
    stream.heardAt = this.#world.now;
    this.#snapshotSent(from, frame, true);
    to.deliver(() => to.streams.receive(from.server, from.incarnation, frame));
  }

  #delay(): number {
    const { delay, jitter, late } = this.settings;
    const { random } = this.#world;
    const usual = delay + random.float() * jitter;
    return random.chance(late) ? usual + random.exponential(200) : usual;
  }

  #dropped(from: MemberProcess, frame: Frame): void {
    for (const { to } of frame.messages.slice(0, 1)) this.#world.soon(() => from.streams.unreachable(to));
    this.#snapshotSent(from, frame, false);
  }

  #snapshotSent(from: MemberProcess, frame: Frame, sent: boolean): void {
    for (const { snapshot, to } of frame.messages) {
      if (snapshot !== null)
        this.#world.after(sent ? 0 : 100, () => from.deliver(() => from.streams.snapshotSent(to, sent)));
    }
  }

  #connect(from: MemberProcess, server: string): void {
    const again = (delay: number): void => {
      if (from.alive) this.#world.after(delay, () => this.#connect(from, server));
    };
    if (!from.alive) return;
    const key = `${from.server}>${server}`;
    const known = this.#streams.get(key);
    if (known?.open === true && known.from === from && known.to.alive) {
      // Signs of life are not sent one by one. A receiver that misses them gives the stream up.
      if (!from.paused && !this.isCut(from.server, server)) known.heardAt = this.#world.now;
      if (this.#world.now - known.heardAt > SILENCE_MS) this.#end(key, false);
      return again(RETRY_MS * 5);
    }
    const to = this.reach(from, server);
    if (to === null || from.paused || to.paused || from.replica === null) return again(RETRY_MS);
    const refusal = to.streams.admit(from.server, from.incarnation);
    if (refusal !== null) {
      if (this.#world.tracing) this.#world.say(to.server, `refuses the stream of ${from.server}: ${refusal}`);
      return again(RETRY_MS * 5);
    }
    to.streams.admitted(from.incarnation);
    // The sender may have closed it on its side only: the receiver learns of the end of the old one first.
    if (known?.open === true) {
      known.open = false;
      known.to.streams.down(known.from.server, known.from.incarnation);
    }
    this.#streams.set(key, { from, to, open: true, heardAt: this.#world.now });
    to.streams.up(from.server, from.incarnation as NodeId);
    again(RETRY_MS * 5);
  }

  #end(key: string, silent: boolean): void {
    const stream = this.#streams.get(key);
    if (stream === undefined || !stream.open) return;
    const { from, to } = stream;
    const heard = () => {
      if (!stream.open) return;
      stream.open = false;
      if (to.alive) to.deliver(() => to.streams.down(from.server, from.incarnation));
    };
    if (!silent && !this.isCut(from.server, to.server)) this.#world.after(this.#delay(), heard);
    else if (this.#streams.get(key) === stream) this.#world.after(SILENCE_MS, heard);
  }
}

function describe({ messages }: Frame): string {
  return messages.length === 0 ? 'nothing' : `${messages.length} messages`;
}
