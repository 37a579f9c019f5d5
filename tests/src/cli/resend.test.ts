import { mkdirSync, openSync, closeSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { journalPath } from '#trainer/link/index.ts'
import { frameOf, HEAD } from '#trainer/link/frame.ts'
import { TRAINER, type Report, type WriterId } from '#src/vocabulary/index.ts'
import { phasescope, temporaryFolder } from '../../phasescope.ts'
import { served, type Served } from '../../served.ts'
import { foreignStarted, loggedSeries } from '../store/foreign-runs.ts'
import { enveloped, measuredReport, scalarColumn } from '../store/reports.ts'

let data: ReturnType<typeof temporaryFolder>
let own: ReturnType<typeof temporaryFolder>
let hub: Served
beforeEach(async () => {
  data = temporaryFolder()
  own = temporaryFolder()
  hub = await served(data.path, { env: { XDG_STATE_HOME: own.path } })
})
afterEach(async () => {
  await hub.end()
  data[Symbol.dispose]()
  own[Symbol.dispose]()
})

/** What a client leaves that found no hub. */
function left(writer: WriterId, reports: readonly Report[]): void {
  const path = journalPath(own.path, writer === TRAINER ? 'f' : `f.${writer}`)
  mkdirSync(dirname(path), { recursive: true })
  const frames = enveloped('f', 0, reports).map((one) => frameOf(writer === TRAINER ? one : { ...one, writer }))
  writeFileSync(path, Buffer.concat([HEAD, ...frames]))
}
const logged = (key: string, values: number[]): Report[] => [
  { type: 'declared', series: loggedSeries(key) },
  measuredReport(scalarColumn(key, values.keys(), values)),
]
const env = () => ({ XDG_STATE_HOME: own.path, PHASESCOPE_TOKEN: '' })
const journals = () => readdirSync(join(own.path, 'journals'))

test('what several writers of a run left that never reached a hub is delivered: the run first, then who measures beside it', async () => {
  // The name of the second would come first.
  left('a-sidecar', logged('weight-norm/total', [4, 5]))
  left(TRAINER, [foreignStarted('f'), ...logged('train/loss', [3, 2, NaN, 1])])
  const { code, stdout, stderr } = await phasescope(['resend', '--data', own.path], env())
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain(
    `The hub at ${hub.url} has received everything in ${join(own.path, 'journals', 'f.journal')}`,
  )
  expect(journals()).toEqual([])
  expect(await hub.points('f', encodeURIComponent('train/loss'))).toMatchObject({ steps: [0, 1, 2, 3] })
  expect(await hub.points('f', encodeURIComponent('weight-norm/total'))).toMatchObject({ values: [4, 5] })
  const { facts } = await hub.view('f')
  expect(facts.map(({ writer = TRAINER, report }) => [writer, report.type])).toEqual([
    [TRAINER, 'started'],
    [TRAINER, 'declared'],
    ['a-sidecar', 'declared'],
  ])
})

test.runIf(process.platform === 'linux')('a journal that a process still writes is left to it', async () => {
  left(TRAINER, [foreignStarted('f')])
  const file = openSync(journalPath(own.path, 'f'), 'r+')
  const { code, stderr } = await phasescope(['resend', '--data', own.path], env())
  expect(code).toBe(1)
  expect(stderr).toContain(`is kept: process ${process.pid} still writes it, and sends it itself`)
  expect(journals()).toEqual(['f.journal'])
  closeSync(file)
})
