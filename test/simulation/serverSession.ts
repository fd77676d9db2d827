/** The master's side of one client stream, as node/service/sessionStream.ts has it. */
import type { CommandInit, OperationInit, ResultInit } from '../../proto/index.ts';
import type { MemberProcess } from './memberProcess.ts';

/** What the client hears; the order of the answers is that of the calls. */
export interface ClientEnd {
  results(results: readonly ResultInit[]): void;
  /** The stream has ended. */
  closed(): void;
}

export class ServerSession {
  session = '';
  private readonly process: MemberProcess;
  private readonly client: ClientEnd;
  private open = true;

  constructor(process: MemberProcess, client: ClientEnd) {
    this.process = process;
    this.client = client;
    process.sessions.add(this);
  }

  receive(operations: readonly OperationInit[]): void {
    for (const operation of operations) if (this.open) this.run(operation);
  }

  /** Says what the client has not asked for. */
  revoking(lease: number): void {
    this.answer({ sequence: 0, renewed: { nonce: 0, revoking: [lease] } });
  }

  masterChanged(): void {
    if (!this.process.isMaster) this.lost();
  }

  /** The process is gone. */
  cutOff(): void {
    this.end();
  }

  /** The client is gone. */
  hungUp(): void {
    this.open = false;
    this.process.sessions.delete(this);
  }

  private run(operation: OperationInit): void {
    const { replica } = this.process;
    if (replica === null || !replica.isMaster) {
      this.lost();
      return;
    }
    if (operation.attach != null) this.attach(operation.attach);
    else if (operation.renew != null) this.renew(operation.renew.nonce ?? 0);
    else {
      const command = this.commandOf(operation);
      if (command !== null) this.submit(operation.sequence ?? 0, command);
    }
  }

  private commandOf(operation: OperationInit): CommandInit | null {
    const { session } = this;
    const { sequence, answeredBelow } = operation;
    const common = { session, sequence, answeredBelow };
    if (operation.checkout != null) return { checkout: { ...common, checkout: operation.checkout } };
    if (operation.checkin != null) return { checkin: { ...common, lease: operation.checkin.lease ?? 0 } };
    if (operation.cancel != null) {
      return { cancel: { ...common, cancelledSequence: operation.cancel.cancelledSequence ?? 0 } };
    }
    if (operation.end != null) return { endSession: { session, sequence } };
    return null;
  }

  private attach(attach: NonNullable<OperationInit['attach']>): void {
    const { session, identity, replaces } = attach;
    this.session = session ?? '';
    this.process.replica?.submit({ openSession: { session, identity, replaces } }, (result) => {
      if (result === null) this.lost();
      else this.answer(result.attached == null ? result : { ...result, sequence: 0 });
    });
  }

  private renew(nonce: number): void {
    const { replica } = this.process;
    const office = replica?.office ?? null;
    if (replica === null || office === null) {
      this.lost();
      return;
    }
    const id = this.session;
    if (!office.clock.heard(id, this.process.now())) {
      replica.submit({ renew: { session: id } }, (result) => {
        if (result === null) this.lost();
        else this.answer(result.renewed == null ? result : { sequence: 0, renewed: { ...result.renewed, nonce } });
      });
      return;
    }
    replica.confirm((confirmed) => {
      if (!confirmed) {
        this.lost();
        return;
      }
      const session = replica.state.session(id);
      if (session === null) this.answer({ sequence: 0, failure: { code: -41, minor: 110 } });
      else this.answer({ sequence: 0, renewed: { nonce, revoking: replica.state.revokingOf(session) } });
    });
  }

  private submit(sequence: number, command: CommandInit): void {
    this.process.replica?.submit(command, (result) => {
      if (result === null) this.lost();
      else this.answer({ ...result, sequence });
    });
  }

  private answer(result: ResultInit): void {
    if (this.open) this.client.results([result]);
  }

  /** Mastership is gone: says who has it, and ends the stream. */
  private lost(): void {
    if (!this.open) return;
    this.answer({ sequence: 0, master: { server: this.process.master(), term: this.process.term() } });
    this.end();
  }

  private end(): void {
    if (!this.open) return;
    this.open = false;
    this.process.sessions.delete(this);
    this.client.closed();
  }
}
