/** The license state that a log's entries make of an earlier one. */
import { BatchCodec, MemberChangeCodec } from '../../proto/index.ts';
import { decodeConfChange, type Entry, EntryType } from '../consensus/index.ts';
import type { LicenseState } from '../licensing/index.ts';

/** Applies the entries to the state, in their order, for what they do to it alone. Throws RulesTooNew. */
export function replay(state: LicenseState, entries: readonly Entry[]): void {
  for (const { index, term, type, data } of entries) {
    if (type !== EntryType.Normal) {
      const { context } = decodeConfChange(data);
      if (context.length > 0) state.applyMemberChange(MemberChangeCodec.decode(context), index);
      else state.applyEmpty(index);
    } else if (data.length === 0) state.applyEmpty(index);
    else state.apply(BatchCodec.decode(data), index, term);
  }
}
