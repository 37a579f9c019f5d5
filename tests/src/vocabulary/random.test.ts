import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { murmur3, openStream, restoreStream } from '#src/vocabulary/random.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })

describe('murmur3', () => {
  // Published test values of the 32-bit variant.
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['test', 0x9747b28c, 0x704b81dc],
    ['aaa', 0x9747b28c, 0x283e0130],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ])('hashes %j under %i', (text, seed, expected) => expect(murmur3(bytes(text), seed)).toBe(expected))
})

describe('openStream', () => {
  it('never changes its numbers: old runs must replay', () => {
    const stream = openStream(1, 'initialisation')
    expect([stream.uniform(), stream.normal(), stream.normal(), stream.integer(97)]).toEqual([
      0.13385760754160148, -0.8882367534146899, 0.7019347174933938, 2,
    ])
    expect(openStream(1, 'split').shuffled([0, 1, 2, 3, 4, 5, 6, 7])).toEqual([6, 7, 4, 5, 0, 2, 1, 3])
  })

  it('gives the same numbers under the same seed and name, others under another', () => {
    fc.assert(
      fc.property(seeds, fc.string(), fc.string(), (seed, name, other) => {
        const draw = (from: number, under: string) => {
          const stream = openStream(from, under)
          return [stream.uniform(), stream.uniform()]
        }
        expect(draw(seed, name)).toEqual(draw(seed, name))
        if (name !== other) expect(draw(seed, name)).not.toEqual(draw(seed, other))
        expect(draw(seed, name)).not.toEqual(draw(seed === 0 ? 1 : seed - 1, name))
      }),
    )
  })

  it('leaves other streams alone', () => {
    const alone = openStream(5, 'noise').uniform()
    const one = openStream(5, 'noise')
    const other = openStream(5, 'probe batch')
    for (let i = 0; i < 10; i++) other.normal()
    expect(one.uniform()).toBe(alone)
  })

  it('goes on where a saved state left off, spare normal included', () => {
    fc.assert(
      fc.property(seeds, fc.nat(20), (seed, drawn) => {
        const stream = openStream(seed, 'noise')
        for (let i = 0; i < drawn; i++) stream.normal()
        const copy = restoreStream(JSON.parse(JSON.stringify(stream.state())))
        const draw = (from: typeof stream) => [from.normal(), from.uniform(), from.integer(9), from.normal()]
        expect(draw(copy)).toEqual(draw(stream))
      }),
    )
  })

  it('refuses a seed that is no whole number', () =>
    expect(() => openStream(0.5, 'split')).toThrow(/expected a whole number, got 0.5/))
})

describe('distributions', () => {
  const many = 40_000
  const draws = (draw: () => number) => Array.from({ length: many }, draw)
  const moment = (values: number[], power: number) => values.reduce((sum, value) => sum + value ** power, 0) / many

  it('draws uniforms with the moments of [0, 1)', () => {
    const stream = openStream(3, 'uniform')
    const values = draws(() => stream.uniform())
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
    expect(moment(values, 1)).toBeCloseTo(1 / 2, 2)
    expect(moment(values, 2)).toBeCloseTo(1 / 3, 2)
  })

  it('draws normals with mean 0, variance 1, no skew and kurtosis 3', () => {
    const stream = openStream(3, 'normal')
    const values = draws(() => stream.normal())
    // Standard errors at 40,000 draws: 0.005, 0.007, 0.019, 0.049.
    expect(Math.abs(moment(values, 1))).toBeLessThan(0.02)
    expect(Math.abs(moment(values, 2) - 1)).toBeLessThan(0.03)
    expect(Math.abs(moment(values, 3))).toBeLessThan(0.08)
    expect(Math.abs(moment(values, 4) - 3)).toBeLessThan(0.2)
  })

  it('draws integers evenly, by a chi-squared test', () => {
    const stream = openStream(3, 'integer')
    const counts = new Array<number>(97).fill(0)
    for (let i = 0; i < many; i++) counts[stream.integer(97)]! += 1
    const expected = many / 97
    const chiSquared = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(chiSquared).toBeGreaterThan(59) // 0.1 % and 99.9 % of 96 degrees of freedom
    expect(chiSquared).toBeLessThan(144)
  })

  it('shuffles into every order equally often, keeping every item', () => {
    const stream = openStream(3, 'shuffle')
    const counts = new Map<string, number>()
    for (let i = 0; i < 24_000; i++) {
      const order = stream.shuffled('abcd').join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })

  it('refuses to choose among nothing', () =>
    expect(() => openStream(0, 'x').integer(0)).toThrow(/expected a whole number from 1, got 0/))
})
