import { describe, expect, it } from 'vitest';
import { MAX_INSTANCES, occupiedInstances, planAddresses } from './addressPlan.ts';
import { ClusterError } from './errors.ts';

describe('the address plan', () => {
  it('gives four nodes to subnet a and one to subnet b', () => {
    const { nodes } = planAddresses(0);
    expect(nodes.map(({ name, subnet }) => `${name} ${subnet.name}`)).toEqual([
      'node1 a',
      'node2 a',
      'node3 a',
      'node4 a',
      'node5 b',
    ]);
    expect(nodes[4]).toMatchObject({ address: '10.200.1.15', podCidr: '10.200.21.0/24', zone: 'zone-b' });
  });

  it('shares no name and no address between any two instances', () => {
    const seen = new Set<string>();
    for (let instance = 0; instance < MAX_INSTANCES; instance += 1) {
      const plan = planAddresses(instance);
      const own = [plan.cidr, plan.link, plan.cgroup, plan.controlPlaneNetns, plan.hostAddress, plan.serviceCidr];
      for (const node of plan.nodes) own.push(node.address, node.podCidr, node.netns);
      for (const value of own) {
        expect(seen).not.toContain(value);
        seen.add(value);
      }
    }
  });

  it('keeps the names of links within the 15 characters the kernel allows', () => {
    expect(planAddresses(MAX_INSTANCES - 1).link.length).toBeLessThanOrEqual(15);
  });

  it('refuses an instance it has no addresses for', () => {
    for (const instance of [-1, MAX_INSTANCES, 1.5]) expect(() => planAddresses(instance)).toThrow(ClusterError);
  });

  it('sees which ranges the host routes already', () => {
    const routes = ['default', '10.200.0.0/16', '10.203.7.0/24', '10.20.0.0/16', '10.250.0.0/24', '192.168.0.0/24'];
    expect([...occupiedInstances(routes.map((dst) => ({ dst })))]).toEqual([0, 3]);
  });
});
