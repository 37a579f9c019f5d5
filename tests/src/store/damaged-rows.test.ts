import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore, type Store } from '#src/store/index.ts'
import { keep } from './contract.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from './reports.ts'

let folder: string
let store: Store
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'phasescope-damaged-'))
  store = await openStore(folder)
  const loss = measuredReport(scalarColumn('loss', [0, 1, 2], [3, 2, 1]))
  await keep(store, enveloped('r', 0, [startedReport('r'), { type: 'declared', series: declaration('loss') }, loss]))
  await keep(store, enveloped('other', 0, [startedReport('other')]))
  for (const name of ['near', 'far'])
    await store.changeViews({ type: 'save', name, page: '/compare', query: 'where=seed' }, 1)
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

/** What a disk may do to a row. */
function alter(sql: string): void {
  const db = new DatabaseSync(join(folder, 'phasescope.sqlite'))
  db.exec(sql)
  db.close()
}

test.each([
  ["update run set step = 3 where id = 'r'", "run 'r' is not as it was written", () => store.summary('r')],
  ["update run set step = 9007199254740993 where id = 'r'", "run 'r' is not as it was written", () => store.list({})],
  ["update writer set next = -9223372036854775808 where run = 'r'", "writer 'trainer'", () => store.next('r')],
  ['update fact set at = 9007199254740993 where seq = 1', "fact 1 of run 'r'", () => store.facts('r')],
  ["update run set declaration = replace(declaration, '97', '98') where id = 'r'", "run 'r'", () => store.list({})],
  [
    "update fact set report = replace(report, 'loss', 'boss') where seq = 1",
    "fact 1 of run 'r'",
    () => store.facts('r'),
  ],
  ['delete from fact where seq = 1', "the list of facts of run 'r'", () => store.facts('r')],
  ["update series set frames = 1 where name = 'loss'", "series 'loss'", () => store.series('r')],
  ["update series set name = 'boss'", "series 'boss'", () => store.series('r')],
  ["update writer set next = 2 where run = 'r'", "writer 'trainer' of run 'r'", () => store.next('r')],
  ["update named_view set query = 'where=feed' where name = 'far'", "named view 'far'", () => store.views()],
  ["delete from named_view where name = 'far'", 'the list of named views', () => store.views()],
  ['update named_views set count = 1', 'the count of named views', () => store.views()],
  ['delete from named_views', 'the count of named views', () => store.views()],
  [
    "update card set json = replace(json, '[]', '[ ]')",
    'catalogue of cards',
    async () => {
      const { report } = (await store.facts('r'))[0]!
      return store.cards((report as { cards?: string }).cards!)
    },
  ],
] as [string, string, () => Promise<unknown>][])(
  'a row that is not as it was written is never an answer: %s',
  async (sql, what, ask) => {
    alter(sql)
    await expect(ask()).rejects.toThrow(what)
    const { faults } = await store.check()
    expect(faults.map((fault) => fault.what).join('\n')).toContain(what)
    // The other run is none the worse for it.
    if (!what.includes('list({})')) expect(await store.summary('other')).toMatchObject({ status: 'running' })
  },
)

test('what a run says of itself is made again from its facts and series', async () => {
  const before = await store.summary('r')
  alter("update run set step = 99, status = 'failed', spark_shift = 3 where id = 'r'")
  await expect(store.summary('r')).rejects.toThrow("run 'r' is not as it was written; phasescope check")
  expect((await store.check({ repair: true })).faults).toMatchObject([{ repaired: true }])
  // When it reported its numbers is said nowhere else.
  expect(await store.summary('r')).toEqual({ ...before, lastReportAt: expect.any(Number) as number })
  expect((await store.check()).faults).toEqual([])
})

test('how many views there are is made again from those that are there, and one that is damaged can be removed', async () => {
  alter('delete from named_views')
  expect((await store.check({ repair: true })).faults).toMatchObject([{ repaired: true }])
  expect((await store.views()).map(({ name }) => name)).toEqual(['far', 'near'])
  alter("update named_view set page = '/' where name = 'far'")
  expect((await store.check({ repair: true })).faults).toMatchObject([{ repaired: false }])
  await store.changeViews({ type: 'remove', name: 'far' }, 2)
  expect((await store.views()).map(({ name }) => name)).toEqual(['near'])
  expect((await store.check()).faults).toEqual([])
})

test('a table that is not as it is made is refused by name', async () => {
  await store.close()
  const file = join(folder, 'phasescope.sqlite')
  const bytes = readFileSync(file)
  // The last: the first page has what stood there before the list of tables outgrew it.
  bytes.write('pointc', bytes.indexOf('points', bytes.lastIndexOf('CREATE TABLE page')))
  writeFileSync(file, bytes)
  await expect(openStore(folder)).rejects.toThrow(
    /definition of 'page' in .*phasescope\.sqlite is not as it was written/,
  )
  bytes.write('points', bytes.indexOf('pointc'))
  writeFileSync(file, bytes)
  store = await openStore(folder)
})
