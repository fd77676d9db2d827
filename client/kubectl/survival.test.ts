import { describe, expect, test } from 'vitest';
import { type Seat, survival, survivalText } from './survival.ts';

const seat = (name: string, node: string | null, more: Partial<Seat> = {}): Seat => {
  return { name, node, counts: true, master: false, ...more };
};
const trio = [seat('azuurmees', 'n1', { master: true }), seat('fitis', 'n2'), seat('buulbuul', 'n3')];

describe('the loss of one', () => {
  test('of three is survived, and the next in order takes over from a master', () => {
    expect(survival(trio, 'n1')).toMatchObject({ serves: true, master: 'fitis' });
    expect(survival(trio, 'azuurmees')).toMatchObject({ serves: true, master: 'fitis' });
    expect(survival(trio, 'n3')).toMatchObject({ serves: true, master: 'azuurmees' });
    expect(survivalText(trio, 'n1')).toBe(
      'n1 takes away azuurmees (master). 2 of 3 left: fitis, buulbuul.\n' +
        'YES: licenses go on being served, fitis takes over as master; the loss of one more stops it.',
    );
  });

  test('of two is not, whether the third is down or has no vote yet', () => {
    const down = [trio[0], seat('fitis', null, { counts: false }), trio[2]].filter((each) => each !== undefined);
    expect(survival(down, 'n3')).toMatchObject({ serves: false, master: null });
    expect(survival(down, 'fitis')).toMatchObject({ serves: true, master: 'azuurmees' });
    expect(survivalText(down, 'n3')).toMatch(/\nNO: nothing is served/);
  });

  test('of a node with two servers is not', () => {
    const crowded = [trio[0], seat('fitis', 'n1'), trio[2]].filter((each) => each !== undefined);
    expect(survival(crowded, 'n1')).toMatchObject({ serves: false, lost: [{ name: 'azuurmees' }, { name: 'fitis' }] });
  });

  test('of a node without servers changes nothing', () => {
    expect(survivalText(trio, 'n9')).toBe(
      'n9 has none of the servers. 3 of 3 left: azuurmees (master), fitis, buulbuul.\n' +
        'YES: licenses go on being served, azuurmees stays master.',
    );
  });
});
