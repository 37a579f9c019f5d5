import { expect, test } from 'vitest'
import { acceptedEncoding } from '#src/hub/files/encodings.ts'
import { rangeOf } from '#src/hub/files/range.ts'

test.each([
  ['bytes=0-0', { first: 0, last: 0 }],
  ['bytes=10-19', { first: 10, last: 19 }],
  ['bytes=10-', { first: 10, last: 99 }],
  ['bytes=-10', { first: 90, last: 99 }],
  ['bytes=-1000', { first: 0, last: 99 }],
  ['bytes=90-1000', { first: 90, last: 99 }],
  ['bytes=100-', 'beyond'],
  ['bytes=-0', 'beyond'],
  ['bytes=5-2', null],
  ['bytes=0-1,4-5', null],
  ['bytes=-', null],
  ['steps=0-1', null],
  [undefined, null],
])('of 100 bytes %s asks %o', (header, expected) => expect(rangeOf(header, 100)).toEqual(expected))

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0.5, gzip;q=0.9', 'gzip'],
  ['br;q=0, gzip;q=0', null],
  ['*', 'br'],
  ['*;q=0', null],
  ['br;q=0, *', 'gzip'],
  ['GZIP;Q=1', 'gzip'],
  ['identity', null],
  ['xbr', null],
  [undefined, null],
])('of br and gzip, %s takes %s', (header, expected) => expect(acceptedEncoding(header, ['br', 'gzip'])).toBe(expected))
