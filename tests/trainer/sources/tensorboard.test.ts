import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inTurn } from '#trainer/sources/in-turn.ts'
import { readEvents } from '#trainer/sources/tensorboard.ts'
import type { Row } from '#trainer/sources/row.ts'
import { bits, bytesOf, faultsOf, isFrame, isScalar, leftIn, LOGS, saidIn, logInMemory } from './rows.ts'

/** What TensorBoard's EventAccumulator says of the same files, by tests/references/logs.py. */
interface Told {
  readonly steps: readonly number[]
  readonly values?: readonly string[]
  readonly rows?: readonly (readonly string[])[]
  readonly old?: readonly { min: string; max: string; limits: readonly string[]; counts: readonly string[] }[]
}
const TOLD = JSON.parse(readFileSync(join(LOGS, '..', 'logs.json'), 'utf8')) as Record<string, Record<string, Told>>

/** All rows of the event files of a folder. */
function rowsIn(folder: string): Row[] {
  const files = readdirSync(join(LOGS, folder))
    .filter((name) => name.includes('tfevents'))
    .sort()
    .map((name) => logInMemory(bytesOf(folder, name), name))
  const plugins = new Map<string, string>()
  const rows: Row[] = []
  for (const row of inTurn(
    () => files,
    (file) => readEvents(file, plugins),
  )) {
    rows.push(row)
    if (row.type === 'end') return rows
  }
  return rows
}

describe('event files of TensorBoard', () => {
  for (const [folder, series] of Object.entries(TOLD)) {
    it(`are read as EventAccumulator reads them, to the bit: ${folder}`, () => {
      const rows = rowsIn(folder)
      const scalars = Object.groupBy(rows.filter(isScalar), ({ series }) => series)
      for (const [tag, { steps, values }] of Object.entries(series)) {
        if (values === undefined) continue
        expect(
          scalars[tag]?.map(({ step }) => step),
          tag,
        ).toEqual(steps)
        expect(
          scalars[tag]?.map(({ value }) => bits(value)),
          tag,
        ).toEqual(values)
      }
      expect(Object.keys(scalars).sort()).toEqual(
        Object.keys(series)
          .filter((tag) => series[tag]!.values !== undefined)
          .sort(),
      )
      expect(faultsOf(rows)).toEqual([])
      expect(rows.at(-1)).toMatchObject({ type: 'end', left: 0 })
    })
  }

  it('bring histograms in the new form as they are', () => {
    const { steps, rows: told } = TOLD.tensorflow!.kernel!
    const frames = rowsIn('tensorflow').filter(isFrame)
    expect(frames.map(({ series, kind, step }) => [series, kind, step])).toEqual(
      steps.map((step) => ['kernel', 'histogram', step]),
    )
    expect(frames.map(({ frame }) => [...frame.subarray(1)].map(bits))).toEqual(told)
    expect(frames.map(({ frame }) => frame[0])).toEqual(frames.map(() => 3))
  })

  it('bring histograms in the old form as bins of which none overlaps another, with every value', () => {
    const frames = rowsIn('torch').filter(isFrame)
    const { steps, old } = TOLD.torch!.weights!
    expect(frames.map(({ step }) => step)).toEqual(steps)
    for (const [i, { frame }] of frames.entries()) {
      const rows = Array.from(
        { length: (frame.length - 1) / 3 },
        (_, row) => [...frame.subarray(1 + 3 * row, 4 + 3 * row)] as [number, number, number],
      )
      const number = (hex: string) => Buffer.from(hex, 'hex').readDoubleBE()
      const total = old![i]!.counts.map(number).reduce((sum, count) => sum + count, 0)
      expect(rows.reduce((sum, [, , count]) => sum + count, 0)).toBe(total)
      expect(total).toBe(60)
      expect(rows[0]![0]).toBe(number(old![i]!.min))
      expect(rows.at(-1)![1]).toBe(number(old![i]!.max))
      for (const [j, [left, right]] of rows.entries()) {
        expect(right).toBeGreaterThanOrEqual(left)
        if (j > 0) expect(left).toBeGreaterThanOrEqual(rows[j - 1]![1])
      }
    }
  })

  it('say the settings of the plugin hparams, and how the session ended', () => {
    expect(saidIn(rowsIn('torch/hparams'))).toEqual([
      { type: 'said', config: { lr: 0.1, batch: 32, optimizer: 'adam', nesterov: 1 } },
      { type: 'said', ended: { how: 'completed', why: null, at: null } },
    ])
    expect(saidIn(rowsIn('tensorflow'))).toMatchObject([{ config: { lr: 0.25, units: 16, optimizer: 'sgd' } }])
  })

  it('count what is no number', () => {
    expect(leftIn(rowsIn('torch'))).toEqual({ texts: 1, images: 1 })
    expect(leftIn(rowsIn('tensorflow'))).toEqual({ texts: 1, images: 1 })
  })

  it('keep every point of a restart, which repeats steps', () => {
    const steps = rowsIn('tensorflow')
      .filter(isScalar)
      .map(({ step }) => step)
    expect(steps).toEqual([...Array(30).keys(), ...Array.from({ length: 20 }, (_, i) => 20 + i)])
  })

  it('have the time of each value', () => {
    const times = rowsIn('tensorboardx')
      .filter(isScalar)
      .map(({ time }) => time!)
    expect(times.every((time, i) => i === 0 || time >= times[i - 1]!)).toBe(true)
    expect(new Date(times[0]!).getUTCFullYear()).toBe(2026)
  })
})
