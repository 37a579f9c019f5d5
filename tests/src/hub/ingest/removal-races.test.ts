import { cpSync } from 'node:fs'
import { expect, test } from 'vitest'
import { purgeRemoved } from '#src/cli/processes/purge.ts'
import { openStore } from '#src/store/index.ts'
import type { Sqlite } from '#src/store/sqlite/sqlite.ts'
import type { Report } from '#src/vocabulary/index.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from '../../store/reports.ts'
import { newFolder, send, startWorld, type World } from '../world.ts'

/** A run of a hundred Reports, of which each is one step after the first two. */
const LENGTH = 100
const of = (run: string): Report[] => [
  startedReport(run),
  { type: 'declared', series: declaration('loss') },
  ...Array.from({ length: LENGTH - 2 }, (_, step) => measuredReport(scalarColumn('loss', [step], [step / 7]))),
]
const steps = (store: Sqlite) => [...store.columns('r', 'loss')].flatMap((column) => [...column.steps])
const all = Array.from({ length: LENGTH - 2 }, (_, step) => step)

/** All of the run that nobody touches. */
const bystander = (store: Sqlite) =>
  [store.summary('s'), store.series('s'), store.facts('s'), [...store.columns('s', 'loss')], store.next('s')] as const

/**
 * Brings what is wanted from here on, one Report a message, and does not wait for an answer before the next. `meanwhile` is done
 * when the first is answered: half of the others are on their way then.
 */
async function reportFrom(world: World, next: number, meanwhile: () => unknown = () => undefined) {
  const trainer = await world.trainer('r')
  const reports = enveloped('r', 0, of('r')).slice(next)
  const [first, then] = [reports.slice(0, reports.length / 2), reports.slice(reports.length / 2)]
  const sent = first.map((one) => send(trainer, [one]))
  await sent[0]
  meanwhile()
  const answers = await Promise.all([...sent, ...then.map((one) => send(trainer, [one]))])
  trainer.disconnect()
  return answers
}

test('a run that is removed while its trainer reports, brought back, and purged at last leaves every other as it was', async () => {
  const world = await startWorld({ graceMs: 3_600_000 })
  const other = await world.trainer('s')
  await send(other, enveloped('s', 0, of('s')))
  const before = bystander(world.store)

  // Removed by a command beside the hub. Every Report is answered: that it is kept up to one, and from there on why not.
  const answers = await reportFrom(world, 0, () => world.store.remove('r'))
  const kept = answers.filter(({ ok }) => ok).length
  expect(kept).toBeGreaterThan(0)
  expect(kept).toBeLessThanOrEqual(LENGTH / 2)
  expect(answers.slice(kept)).toEqual(
    answers.slice(kept).map(() => ({ ok: false, why: expect.stringMatching(/^Run 'r' was removed; .*--undo$/) })),
  )
  await expect(world.trainer('r')).rejects.toThrow("Run 'r' was removed")
  expect(bystander(world.store)).toEqual(before)

  world.store.restore('r')
  const stored = world.store.series('r').length > 0 ? steps(world.store) : []
  expect(stored).toEqual(all.slice(0, Math.max(0, kept - 2)))
  expect((await reportFrom(world, kept)).at(-1)).toEqual({ ok: true, next: LENGTH })
  expect(steps(world.store)).toEqual(all)

  world.store.remove('r')
  const folder = newFolder()
  cpSync(world.folder, folder, { recursive: true })
  await world.close()
  const store = await openStore(folder)
  await purgeRemoved(store, folder)
  await store.close()
  const next = await startWorld({ graceMs: 3_600_000 }, folder)
  expect(bystander(next.store)).toEqual(before)
  // To whom has only the end of it the hub says what is missing, and keeps nothing; who has all of it begins anew.
  const late = await reportFrom(next, 50)
  expect(new Set(late.map((answer) => (answer.ok ? null : answer.why)))).toEqual(
    new Set(Array.from({ length: 50 }, (_, i) => expect.stringContaining(`expected report 0, got ${50 + i};`))),
  )
  expect([next.store.has('r'), next.store.next('r')]).toEqual([false, 0])
  expect((await reportFrom(next, 0)).at(-1)).toEqual({ ok: true, next: LENGTH })
  expect(steps(next.store)).toEqual(all)
  expect(bystander(next.store)).toEqual(before)
  const { faults } = next.store.check()
  expect(faults).toEqual([])
  await next.close()
})
