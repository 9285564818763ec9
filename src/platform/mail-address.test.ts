import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalEmail, isEmailAddress, normaliseEmail } from './mail-address.ts';

describe('an address is one that mail can be sent to', () => {
  test.each([
    'alice@example.org', 'a@b.co', 'a.b.c@example.org', "o'neil+tag@example.org", '#!$%&*/=?^_`{|}~-@example.org', 'ALICE@EXAMPLE.ORG',
    ' alice@example.org\n', 'élodie@example.org', 'álice@bücher.example', '用户@例子.广告', 'a@xn--bcher-kva.example',
    `${'a'.repeat(64)}@example.org`, `a@${'b'.repeat(63)}.org`, '1@2.example', 'a@1a.example',
  ])('%s', (text) => expect(isEmailAddress(text)).toBe(true));

  test.each([
    '', '@', 'alice', 'alice@', '@example.org', 'alice@localhost', 'alice@example', 'a@b@example.org', 'a b@example.org', '.a@example.org',
    'a.@example.org', 'a..b@example.org', '"a b"@example.org', 'a@[127.0.0.1]', 'a@127.0.0.1', 'a@1.2.3', 'a@0x7f.1', 'a@-b.example',
    'a@b-.example', 'a@b..example', 'a@.example', 'a@example.', 'a@exa mple.org', 'a@example.org, b@example.org', 'a@example.org;b',
    'Alice <a@example.org>', 'a@example.org\r\nBcc: b@example.org', 'a\n@example.org', 'a@exam\nple.org', 'a\u0000@example.org',
    'a@example.org\u0000', 'a\u2028b@example.org', 'a@exa/mple.org', 'a@example.org:25', 'a@ex%61mple.org', 'a@e_x.org', 'a\ud800@example.org',
    `${'a'.repeat(65)}@example.org`, `${'é'.repeat(33)}@example.org`, `a@${'b'.repeat(64)}.org`, `a@${'b.'.repeat(130)}org`,
    'a@\u00ad.org', 'a@ex\u200bample.org', 'mailto:a@example.org',
  ])('not %j', (text) => expect(isEmailAddress(text)).toBe(false));
});

describe('an address is kept in one form', () => {
  test.each([
    [' Alice@EXAMPLE.org ', 'Alice@example.org'],
    ['e\u0301lodie@bu\u0308cher.example', 'élodie@xn--bcher-kva.example'],
    ['a@ＥＸＡＭＰＬＥ.org', 'a@example.org'],
  ])('%j is %j', (text, kept) => expect(normaliseEmail(text)).toBe(kept));

  test('keeping it twice changes nothing, and what is kept is an address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.tuple(fc.string({ unit: 'binary' }), fc.domain()).map((both) => both.join('@'))), (text) => {
        const kept = normaliseEmail(text);
        expect(kept !== undefined).toBe(isEmailAddress(text));
        if (kept !== undefined) expect(normaliseEmail(kept)).toBe(kept);
        const canonical = canonicalEmail(text);
        expect(canonical !== undefined).toBe(isEmailAddress(text));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('two spellings of one mailbox are one', () => {
  test.each([
    ['Alice@Example.org', 'alice+spam@example.org'],
    ['a.l.i.c.e@gmail.com', 'ALICE+x@googlemail.com'],
    ['ａlice@example.org', 'alice@example.org'],
    ['a@bücher.example', 'A@XN--BCHER-KVA.example'],
  ])('%s and %s', (one, other) => expect(canonicalEmail(one)).toBe(canonicalEmail(other)));

  test.each([
    ['a.b@example.org', 'ab@example.org'],
    ['alice@example.org', 'alice@example.com'],
    ['+a@example.org', '+b@example.org'],
  ])('%s and %s are two', (one, other) => expect(canonicalEmail(one)).not.toBe(canonicalEmail(other)));
});

test('a megabyte of anything is judged in no time', () => {
  const started = performance.now();
  for (const text of ['a'.repeat(1e6), '@'.repeat(1e6), 'a@'.repeat(5e5), `a@${'a.'.repeat(5e5)}`, ' '.repeat(1e6), '\u0345'.repeat(1e6)]) {
    expect(isEmailAddress(text)).toBe(false);
  }
  expect(performance.now() - started).toBeLessThan(100);
});
