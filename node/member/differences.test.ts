import { expect, test, vi } from 'vitest';
import { type Holdings, SetLicenseCodec } from '../../proto/index.ts';
import { TestLog } from '../licensing/testKit.ts';
import type { Logger } from '../logs/index.ts';
import { LicenseDifferences } from './differences.ts';
import type { MemberHoldings } from './duties.ts';

function member(server: string, licenseContent: string): MemberHoldings {
  const holdings = { licenseHash: `text of ${server}`, licenseContent, license: SetLicenseCodec.encode({}) };
  return { server, holdings: holdings as unknown as Holdings };
}

test('a member whose file says something else is named once, and again when it agrees', () => {
  const log = new TestLog();
  log.run({ setLicense: { hash: 'h', content: 'c' } });
  const warn = vi.fn();
  const info = vi.fn();
  const set = vi.fn();
  const metrics = { licenseDiffers: { set } } as unknown as ConstructorParameters<typeof LicenseDifferences>[1];
  const differences = new LicenseDifferences({ warn, info } as unknown as Logger, metrics);
  const look = (content: string) => differences.look(log.state, [member('a', 'c'), member('b', content)]);
  for (let i = 0; i < 5; i++) look('other');
  expect(warn).toHaveBeenCalledExactlyOnceWith({ servers: ['b'] }, expect.anything());
  expect(set).toHaveBeenLastCalledWith({ server: 'b' }, 1);
  look('c');
  expect(info).not.toHaveBeenCalled();
  look('c');
  expect(info).toHaveBeenCalledOnce();
  expect(set).toHaveBeenLastCalledWith({ server: 'b' }, 0);
});
