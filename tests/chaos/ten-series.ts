import { expect } from 'vitest'
import type { Envelope } from '#src/vocabulary/index.ts'
import { integrityOf, openStoreClient } from '../load/store-client.ts'
import { enveloped, measuredReport, scalarColumn } from '../src/store/reports.ts'

export const RUN = 'r'
const SERIES = Array.from({ length: 10 }, (_, i) => `probe/${i}`)
const STEPS_A_REPORT = 37

/** Report n holds the next 37 steps of every series: all of it follows from n, so anything can be sent again. */
export function reportOf(seq: number): Envelope {
  const steps = Array.from({ length: STEPS_A_REPORT }, (_, i) => (seq - 1) * STEPS_A_REPORT + i)
  const columns = SERIES.map((series, k) => scalarColumn(series, steps, steps.map(valueOf(k))))
  return enveloped(RUN, seq, [measuredReport(...columns)])[0]!
}

/** Holds a store to what was sent: every point of every Report once, of all that were acknowledged and none in part. */
export async function expectWhole(folder: string, acknowledged: number): Promise<void> {
  expect(await expectPoints(folder)).toBeGreaterThanOrEqual(acknowledged)
}

/** The same where it is known which Reports have to be there: those before `next`. */
export async function expectExactly(folder: string, next: number): Promise<void> {
  expect(await expectPoints(folder)).toBe(next)
}

async function expectPoints(folder: string): Promise<number> {
  const next = await nextOf(folder)
  expect(integrityOf(folder)).toBe('ok')
  return next
}

async function nextOf(folder: string): Promise<number> {
  await using store = await openStoreClient(folder)
  const next = await store.next(RUN)
  if (next <= 1) return next
  for (const [k, name] of SERIES.entries()) {
    const { steps, values } = await store.pointsOf(RUN, name)
    expect(steps).toEqual(Array.from({ length: (next - 1) * STEPS_A_REPORT }, (_, i) => i))
    expect(values).toEqual(steps.map(valueOf(k)))
  }
  return next
}

const valueOf = (k: number) => (step: number) => Math.sin(step * (k + 1))
