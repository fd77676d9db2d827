import { describe, expect, test } from 'vitest';
import { checkCheckout, checkIdentity, checkRoom, checkSessionId, MAX_SESSIONS } from './validate.ts';

const IDENTITY = {
  user: 'ann',
  host: 'pc1',
  display: ':0',
  pid: 1,
  clientVersion: '1',
  project: '',
  address: '',
  hostids: [],
};
const CHECKOUT = {
  feature: 'f',
  version: '',
  count: 1,
  vendor: '',
  queue: false,
  checkoutData: new Uint8Array(0),
  borrow: null,
};

describe('what clients send', () => {
  test.each(['', 'short', 'x'.repeat(65), 'blank in the id of it', 'sixteen-letters/'])(
    'session id "%s" is refused',
    (id) => {
      expect(checkSessionId(id)).not.toBeNull();
    },
  );

  test('a random id is taken', () => {
    expect(checkSessionId('0123456789abcdef_-AZ')).toBeNull();
  });

  test.each([
    [null],
    [{ ...IDENTITY, user: '' }],
    [{ ...IDENTITY, host: '' }],
    [{ ...IDENTITY, user: 'two words' }],
    [{ ...IDENTITY, host: 'line\nbreak' }],
    [{ ...IDENTITY, display: 'bell\u0007' }],
    [{ ...IDENTITY, user: 'u'.repeat(65) }],
    [{ ...IDENTITY, hostids: ['00 11'] }],
    [{ ...IDENTITY, hostids: Array.from({ length: 33 }, () => '001122334455') }],
  ])('an identity that would break a column of lmstat is refused: %j', (identity) => {
    expect(checkIdentity(identity)).not.toBeNull();
  });

  test('an ordinary identity is taken, also with letters beyond ASCII', () => {
    expect(checkIdentity({ ...IDENTITY, user: 'Zoë' })).toBeNull();
  });

  test.each([
    [null],
    [{ ...CHECKOUT, feature: '' }],
    [{ ...CHECKOUT, feature: 'f'.repeat(257) }],
    [{ ...CHECKOUT, version: '1'.repeat(33) }],
    [{ ...CHECKOUT, vendor: 'v'.repeat(65) }],
    [{ ...CHECKOUT, checkoutData: new Uint8Array(257) }],
  ])('an oversized checkout never reaches the log', (checkout) => {
    expect(checkCheckout(checkout)).not.toBeNull();
    expect(checkCheckout(CHECKOUT)).toBeNull();
  });

  test('a new session is refused where there are too many; one that is known goes on', () => {
    const sessions = new Map(Array.from({ length: MAX_SESSIONS }, (_, i) => [`s${i}`, undefined as never]));
    expect(checkRoom({ sessions }, 'new')).toMatchObject({ code: -106, minor: 219 });
    expect(checkRoom({ sessions }, 's7')).toBeNull();
    sessions.delete('s8');
    expect(checkRoom({ sessions }, 'new')).toBeNull();
    expect(checkRoom(null, 'new')).toBeNull();
  });
});
