import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressKey, isPublicAddress } from './addresses.ts';

describe('only public addresses may be called', () => {
  test.each([
    '0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.1', '100.100.100.200', '127.0.0.1', '127.255.255.254', '169.254.169.254',
    '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1', '198.19.255.255',
    '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '168.63.129.16',
    '::', '::1', '::7f00:1', '::a9fe:a9fe', '::127.0.0.1', '::ffff:7f00:1', '::ffff:127.0.0.1', '::ffff:8.8.8.8',
    '::ffff:0:127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::7f00:1', '100::1', '2001::1', '2001:0:7f00:1::',
    '2001:2::1', '2001:10::1', '2001:db8::1', '2002:7f00:1::', '2002:808:808::1', '3fff::1', '3ffe::1', '5f00::1', 'fc00::1',
    'fd00:ec2::254', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '2a00::1%eth0',
    'localhost', '127.1', '0x7f.1', '0177.0.0.1', '2130706433', '[::1]', '', ' 8.8.8.8', '8.8.8.8\0',
  ])('%s is refused', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each([
    '1.1.1.1', '8.8.8.8', '93.184.215.14', '100.63.255.255', '100.128.0.1', '172.15.0.1', '172.32.0.1', '192.167.255.255',
    '192.169.0.1', '198.17.255.255', '198.20.0.1', '223.255.255.255', '2001:200::1', '2001:4860:4860::8888', '2606:4700::1111',
    '2a00:1450:4007:80e::200e', '2003::1', '2a00::7f00:1',
  ])('%s is allowed', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test('no address outside 2000::/3 is allowed, however it is made', () => {
    const parts = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(parts, (words) => {
        const address = words.map((word) => word.toString(16)).join(':');
        expect(isIPv6(address)).toBe(true);
        if (((words[0] ?? 0) & 0xe000) !== 0x2000) expect(isPublicAddress(address)).toBe(false);
      }),
    );
  });
});

describe('a visitor is counted under one key', () => {
  test('IPv4 by the address, also when a dual-stack socket writes it as IPv6', () => {
    expect(addressKey('192.0.2.1')).toBe('192.0.2.1');
    expect(addressKey('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(addressKey('::ffff:c000:201')).toBe('192.0.2.1');
  });

  test('IPv6 by its /64, however it is written', () => {
    expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(addressKey('2001:0db8:0001:0002:ffff::')).toBe('2001:db8:1:2::/64');
    expect(addressKey('2001:db8::1')).toBe('2001:db8:0:0::/64');
    expect(addressKey('fe80::1%eth0')).toBe(addressKey('fe80::2%eth1'));
    expect(addressKey('2001:db8:1:2::1')).not.toBe(addressKey('2001:db8:1:3::1'));
  });

  test('what is not an address is its own key and throws nothing', () => {
    fc.assert(fc.property(fc.string(), (text) => void addressKey(text)));
    expect(addressKey('unknown')).toBe('unknown');
  });
});
