import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupsOf, matchesWho, parseOptions } from '../../license/index.ts';
import { GroupIndex, WhoTable } from './whoTable.ts';

const name = fc.constantFrom('ann', 'Ann', 'bob', 'pc1', 'pc1.lab', '10.0.0.1', ':0', 'moon');
const pattern = fc.oneof(name, fc.constantFrom('*', 'a*', '*n', 'pc*', '10.0.*.*', '*.lab', 'p*1*'));
const type = fc.constantFrom('USER', 'HOST', 'DISPLAY', 'INTERNET', 'PROJECT', 'GROUP', 'HOST_GROUP' as const);
const group = fc.constantFrom('g1', 'g2');

const groupLine = fc
  .tuple(fc.constantFrom('GROUP', 'HOST_GROUP'), group, fc.array(pattern, { minLength: 1, maxLength: 3 }))
  .map(([keyword, its, members]) => `${keyword} ${its} ${members.join(' ')}\n`);
const switches = fc.subarray(['GROUPCASEINSENSITIVE ON\n', 'FQDN_MATCHING LENIENT\n']);

const asker = fc.record({
  user: name,
  host: name,
  display: name,
  project: name,
  addresses: fc.constantFrom([], ['10.0.0.1'], ['192.168.1.1']),
});

test('the table finds the lines that a reader of all lines would, in their order', () => {
  fc.assert(
    fc.property(
      fc.array(groupLine, { maxLength: 4 }),
      switches,
      fc.array(fc.tuple(type, fc.oneof(pattern, group)), { maxLength: 12 }),
      asker,
      (groupLines, flags, lines, who) => {
        const groups = groupsOf(parseOptions([...flags, ...groupLines].join('')).file);
        const table = new WhoTable<number>();
        lines.forEach(([its, named], line) => {
          table.add(its, named, line);
        });
        const keys = new GroupIndex(groups).keysOf(who);
        const naive = lines.flatMap(([its, named], line) => (matchesWho(its, named, who, groups) ? [line] : []));
        expect(table.find(keys)).toEqual(naive);
        expect(table.has(keys)).toBe(naive.length > 0);
      },
    ),
    { numRuns: 500 },
  );
});
