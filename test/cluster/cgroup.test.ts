import { describe, expect, it } from 'vitest';
import { groupProcsFiles, parseCgroupMounts } from './cgroup.ts';
import { ClusterError } from './errors.ts';

const V1 = `
tmpfs /sys/fs/cgroup tmpfs rw,relatime,mode=755 0 0
cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0
cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0
cgroup /sys/fs/cgroup/devices cgroup rw,relatime,devices 0 0
cgroup /sys/fs/cgroup/freezer cgroup rw,relatime,freezer 0 0
cgroup /sys/fs/cgroup/pids cgroup rw,relatime,pids 0 0
cgroup /sys/fs/cgroup/systemd cgroup rw,relatime,name=systemd 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0
`;

describe('the cgroup layout', () => {
  it('is version 1 where controllers are mounted one by one', () => {
    const layout = parseCgroupMounts(V1);
    expect(layout.version).toBe(1);
    expect(layout.hierarchies.map(({ options }) => options)).toEqual([
      'cpu,cpuacct',
      'memory',
      'devices',
      'freezer',
      'pids',
      'none,name=systemd',
    ]);
    expect(groupProcsFiles(layout, 'lmtriad-0/node1')[0]).toBe(
      '/sys/fs/cgroup/cpu,cpuacct/lmtriad-0/node1/cgroup.procs',
    );
  });

  it('is version 2 where there is one hierarchy for all', () => {
    const layout = parseCgroupMounts('cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev 0 0\n');
    expect(layout).toMatchObject({ version: 2, hierarchies: [{ mountPoint: '/sys/fs/cgroup' }] });
  });

  it('is refused where a controller is missing', () => {
    expect(() => parseCgroupMounts(V1.replace(/^.*freezer.*$/m, ''))).toThrow(ClusterError);
  });
});
