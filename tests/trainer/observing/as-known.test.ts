import { describe, expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { asKnown, type Naming } from '#trainer/observing/as-known.ts'

const FORMER = 'loss-minimisation-alignment'
const NOW = 'loss-minimization-alignment'

function nameIn(typed: string, run: Partial<Naming>, ...attached: string[]): string {
  const observers = { attached: new Map(), covered: new Map(attached.map((id) => [id, []])) }
  return asKnown({ type: 'attach', probe: typed }, { observers, probes, ...run }).probe
}

describe('a probe that got another id', () => {
  it.each([FORMER, NOW])('has in a new run the id of now, asked for as %s', (typed) => {
    expect(nameIn(typed, {})).toBe(NOW)
    expect(nameIn(typed, { idsInUse: new Set([NOW]) })).toBe(NOW)
  })

  it.each([FORMER, NOW])('has in a run that began with its former id that one, asked for as %s', (typed) => {
    expect(nameIn(typed, { idsInUse: new Set([FORMER]) })).toBe(FORMER)
  })

  it.each([FORMER, NOW])('keeps the id under which it has measured, asked for as %s', (typed) => {
    for (const id of [FORMER, NOW]) {
      expect(nameIn(typed, {}, id)).toBe(id)
      expect(nameIn(typed, { idsInUse: new Set([FORMER]) }, id)).toBe(id)
    }
  })

  it('leaves every other Command as it is', () => {
    const naming = { observers: { attached: new Map(), covered: new Map() }, probes }
    const commands = [
      { type: 'pause' },
      { type: 'attach', probe: 'weight-norm' },
      { type: 'attach', probe: 'unknown' },
    ] as const
    for (const command of commands) expect(asKnown(command, naming)).toBe(command)
  })
})
