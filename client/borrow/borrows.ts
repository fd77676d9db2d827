/** Borrowed licenses on this machine: taken without a server, kept, given up. */
import { compareVersions, isVersion } from '../../license/index.ts';
import type { Identity, SignedBorrow } from '../../proto/index.ts';
import type { Clock } from '../clock.ts';
import { LicenseError } from '../errors.ts';
import { Lease } from '../lease.ts';
import { BorrowFolder, type StoredBorrow } from './folder.ts';
import { judgeBorrow, openBorrow } from './judge.ts';
import { machineId } from './machine.ts';
import { type BorrowRequest, standingRequest } from './request.ts';
import { beginUse, isUsed, type Use } from './use.ts';

/** A lease of borrowed seats looks at its clock so often, in milliseconds. */
const lookEvery = 60_000;

/** What a program asks for, as far as a borrow can answer it. */
export interface LocalWish {
  readonly feature: string;
  readonly version?: string | undefined;
  readonly vendor?: string | undefined;
  readonly count: number;
}

export class Borrows {
  readonly folder: BorrowFolder;
  /** What this machine is known by. */
  readonly machine: string;
  readonly #identity: Identity;
  readonly #clock: Clock;
  /** Leases of this program. */
  readonly #leases = new Set<Lease>();

  constructor(path: string, identity: Identity, clock: Clock, machine = machineId()) {
    this.folder = new BorrowFolder(path);
    this.machine = machine;
    this.#identity = identity;
    this.#clock = clock;
  }

  /** Tokens that could be used now. */
  usable(): StoredBorrow[] {
    return this.folder.all().filter((borrow) => !borrow.returning && this.refusal(borrow) === null);
  }

  /** Why a token may not be used; null if it may. */
  refusal({ token, behind }: StoredBorrow): LicenseError | null {
    const now = this.#clock.wall() + behind;
    const { user } = this.#identity;
    return judgeBorrow(token, { user, machine: this.machine, now, seen: this.folder.seen() });
  }

  /** The wish of lmborrow that counts now for that vendor; any vendor if it is not known. */
  request(vendor: string | undefined): BorrowRequest | null {
    const request = standingRequest(this.folder, this.#clock.wall());
    return request === null || vendor === undefined || ['all', vendor].includes(request.vendor) ? request : null;
  }

  /** A lease of borrowed seats; or why there is none: an error if a token fits and may not be used, else null. */
  take(wish: LocalWish): Lease | LicenseError | null {
    let refusal: LicenseError | null = null;
    for (const borrow of this.folder.all()) {
      if (borrow.returning || !fits(borrow, wish)) continue;
      const reason = this.refusal(borrow);
      if (reason !== null) refusal = reason;
      else {
        const use = this.#begin(borrow);
        if (use !== null) return this.#lease(borrow, use);
      }
    }
    return refusal;
  }

  /**
   * Keeps what a server has just lent, and takes it. Throws LicenseError: -8 the signature is not good, -88 or
   * -118 the clock here is too far from the servers', -42 the folder cannot be written.
   */
  keep(signed: SignedBorrow, servers: string): Lease {
    const token = openBorrow(signed);
    if (token === null) throw new LicenseError({ code: -8, minor: 11, detail: "the borrow's signature is not good" });
    const borrow = this.folder.add(signed, token, servers, this.#clock.wall());
    const refusal = this.refusal(borrow);
    if (refusal !== null) throw refusal;
    const use = beginUse(borrow.path);
    if (use === null) throw new LicenseError({ code: -42, minor: 12, detail: `${borrow.path} is in use` });
    return this.#lease(borrow, use);
  }

  /** The tokens of a feature that are to be given back, those first whose return was begun; with -d, of a display. */
  toReturn(feature: string, display?: string): StoredBorrow[] {
    const own = this.folder.all().filter(({ token }) => token.feature === feature && token.machine === this.machine);
    const wanted = own.filter(({ token }) => display === undefined || token.display === display);
    return wanted.sort((a, b) => Number(b.returning) - Number(a.returning));
  }

  /** True while a program here uses the token. */
  isUsed(borrow: StoredBorrow): boolean {
    return isUsed(borrow.path);
  }

  /** Lets go of what this program has taken; it stays borrowed. */
  async letGo(): Promise<void> {
    for (const lease of [...this.#leases]) await lease.checkin();
  }

  #begin(borrow: StoredBorrow): Use | null {
    try {
      return beginUse(borrow.path);
    } catch {
      // A folder that cannot be written cannot tell who uses a token.
      return null;
    }
  }

  #lease(borrow: StoredBorrow, use: Use): Lease {
    const { token } = borrow;
    const remaining = () => {
      const stands = use.stands() && this.folder.stands(borrow) && this.refusal(borrow) === null;
      if (stands) this.folder.note(this.#clock.wall() + borrow.behind);
      return stands ? token.end * 1000 - this.#clock.wall() - borrow.behind : 0;
    };
    const holder = {
      remaining,
      deadline: () => this.#clock.monotonic() + remaining(),
      checkin: async () => end(),
    };
    const end = () => {
      clearInterval(timer);
      this.#leases.delete(lease);
      use.end();
    };
    const { lease: id, feature, version, vendor, count } = token;
    const granted = {
      lease: id,
      feature,
      version,
      vendor,
      count,
      index: 0,
      revoking: false,
      sequence: 0,
      borrow: null,
    };
    const lease = new Lease(granted, '', holder, token.end);
    const look = () => {
      if (lease.state !== 'held' || lease.held) return;
      const reason = this.refusal(borrow)?.message ?? 'the borrow was given back';
      lease.lose(reason, true);
      end();
    };
    // The program alone decides how long it runs.
    const timer = setInterval(look, lookEvery).unref();
    this.#leases.add(lease);
    this.folder.note(this.#clock.wall() + borrow.behind);
    return lease;
  }
}

function fits({ token }: StoredBorrow, wish: LocalWish): boolean {
  if (token.feature !== wish.feature || token.count < wish.count) return false;
  if (wish.vendor !== undefined && wish.vendor !== token.vendor) return false;
  const { version = '' } = wish;
  return version === '' || (isVersion(version) && compareVersions(token.version, version) >= 0);
}
