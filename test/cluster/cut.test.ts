import { describe, expect, it } from 'vitest';
import { cutScript, parseCuts } from './cut.ts';

describe('cuts', () => {
  it('drop all packets of a direction when no port is given', () => {
    const script = cutScript([{ direction: 'in' }]);
    expect(script).toContain('iifname "eth0" drop');
    expect(script).not.toContain('oifname');
  });

  it('drop both ends of a port in one direction', () => {
    const script = cutScript([{ direction: 'out', port: 27000 }]);
    expect(script).toContain('oifname "eth0" meta l4proto { tcp, udp } th sport 27000 drop');
    expect(script).toContain('oifname "eth0" meta l4proto { tcp, udp } th dport 27000 drop');
    expect(script).not.toContain('iifname');
  });

  it('are read back from what nft lists', () => {
    const listing = `table inet lmtriad_cut {
	chain arriving {
		type filter hook prerouting priority -300; policy accept;
		iifname "eth0" meta l4proto { 6, 17 } th sport 8080 drop
		iifname "eth0" meta l4proto { 6, 17 } th dport 8080 drop
	}

	chain leaving {
		type filter hook postrouting priority 300; policy accept;
		oifname "eth0" drop
	}
}
`;
    expect(parseCuts(listing)).toEqual([{ direction: 'in', port: 8080 }, { direction: 'out' }]);
    expect(parseCuts('')).toEqual([]);
  });
});
