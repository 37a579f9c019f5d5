import { closeSync, existsSync, openSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { columnsOf, type Envelope } from '#src/vocabulary/index.ts'
import { envelopesOf } from '#trainer/link/held.ts'
import { heldIn } from '#trainer/link/frame.ts'
import { piecesOf } from '#trainer/link/journal-format.ts'
import { smallDisk } from '../load/small-disk.ts'
import { freePort, linesOf, phasescope, start, temporaryFolder, type Line } from '../phasescope.ts'
import { served } from '../served.ts'
import { PATIENCE } from './killed.ts'

/** What is left when a hub goes away and does not come back before its trainer is gone, killed or ended. */
const TRAIN = ['train', 'grok-mlp-small', '--seed', '6', '--id', 'r', '--json']
const journalOf = (folder: string) => join(folder, 'journals', 'r.journal')

const measuredIn = (stdout: string) => linesOf(stdout).filter(({ type }) => type === 'measured')
const key = ({ series, step }: Line) => `${series} ${step}`
const sorted = (lines: readonly Line[]) => lines.toSorted((a, b) => key(a).localeCompare(key(b)))
const lastSeq = async (path: string) => (existsSync(path) ? ((await writtenTo(path)).at(-1)?.seq ?? -1) : -1)

async function stored(data: string): Promise<Line[]> {
  return linesOf((await phasescope(['export', 'r', '--format', 'ndjson', '--data', data])).stdout)
}

/** What a journal holds, from wherever it begins. */
async function writtenTo(path: string): Promise<Envelope[]> {
  const file = openSync(path, 'r')
  try {
    const envelopes: Envelope[] = []
    for await (const { body } of piecesOf(file))
      if (body !== null) for (const held of heldIn(body)) envelopes.push(...envelopesOf(held, 0))
    return envelopes
  } finally {
    closeSync(file)
  }
}

/** Every point that a journal holds, as an export names it. */
function pointsIn(envelopes: readonly Envelope[]): string[] {
  return envelopes.flatMap(({ report }) =>
    columnsOf(report).flatMap(({ series, steps }) => [...steps].map((step) => `${series} ${step}`)),
  )
}

it('a trainer that is killed with -9 while its hub is gone leaves a journal that resend delivers, each Report once', async () => {
  using data = temporaryFolder()
  using kept = temporaryFolder()
  const port = await freePort()
  const hub = `http://127.0.0.1:${port}`
  await using first = await served(data.path, { port })
  const env = { PHASESCOPE_TOKEN: first.token }
  const trainer = start([...TRAIN, '--steps', '100000', '--hub', hub, '--data', kept.path], env)
  await trainer.says(/"step":60[,}]/)
  await first.kill()
  // It writes, and goes on to write.
  await vi.waitFor(async () => expect(await lastSeq(journalOf(kept.path))).toBeGreaterThan(0), PATIENCE)
  const some = await lastSeq(journalOf(kept.path))
  await vi.waitFor(async () => expect(await lastSeq(journalOf(kept.path))).toBeGreaterThan(some + 5), PATIENCE)
  trainer.child.kill('SIGKILL')
  const { stdout } = await trainer.ended
  const written = await writtenTo(journalOf(kept.path))
  expect(written.map(({ seq }) => seq)).toEqual(written.map((_, i) => written[0]!.seq + i))

  const nowhere = await phasescope(['resend', '--hub', hub, '--data', kept.path], env)
  expect(nowhere).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/r\.journal is kept: the hub at .* is not there/),
  })
  await using second = await served(data.path, { port })
  expect(await phasescope(['resend', '--hub', hub, '--data', kept.path], env)).toMatchObject({ code: 0, stderr: '' })
  expect(readdirSync(join(kept.path, 'journals'))).toEqual([])
  await second.end()
  const lines = await stored(data.path)
  expect(new Set(lines.map(key)).size).toBe(lines.length)
  expect(new Set(lines.map(key)).isSupersetOf(new Set(pointsIn(written)))).toBe(true)
  const steps = lines.filter(({ series }) => series === 'test-loss').map(({ step }) => step)
  expect(steps).toEqual(steps.map((_, step) => step))
  const printed = new Map(measuredIn(stdout).map((line) => [key(line), line]))
  // What was written may not have been printed when it was killed; what was printed was the same.
  expect(lines.filter((line) => printed.has(key(line)))).toEqual(lines.flatMap((line) => printed.get(key(line)) ?? []))
})

it('a paused trainer whose hub is gone ends at one Ctrl-C, with a journal', async () => {
  using data = temporaryFolder()
  await using hub = await served(data.path)
  const trainer = start([...TRAIN, '--data', data.path, '--break', 'step = 30'])
  await vi.waitFor(
    async () => expect((await hub.view('r')).summary).toMatchObject({ status: 'paused', step: 30 }),
    PATIENCE,
  )
  await hub.kill()
  trainer.child.kill('SIGINT')
  const { stderr } = await trainer.ended
  expect(stderr).toMatch(/reports of run r have not reached the hub; they are stored in \S+r\.journal/)
  await using second = await served(data.path)
  expect(await phasescope(['resend', '--data', data.path])).toMatchObject({ code: 0 })
  expect((await second.view('r')).summary).toMatchObject({ status: 'stopped', step: 30 })
})

it('a journal that finds no room ends no run: the hub gets everything when it is back, from memory and disk', async ({
  skip,
}) => {
  using data = temporaryFolder()
  using kept = temporaryFolder()
  using disk = smallDisk(1, (why) => skip(why))
  const port = await freePort()
  const hub = `http://127.0.0.1:${port}`
  await using first = await served(data.path, { port })
  const env = { PHASESCOPE_TOKEN: first.token }
  await first.kill()
  symlinkSync(disk.path, join(kept.path, 'journals'))
  const trainer = start([...TRAIN, '--steps', '600', '--hub', hub, '--data', kept.path], env)
  await trainer.says(/"step":20[,}]/)
  disk.fill()
  await vi.waitFor(
    () => expect(trainer.stderr()).toMatch(/Cannot store what the hub has not taken in \S+: ENOSPC/),
    PATIENCE,
  )
  await trainer.says(/"step":600[,}]/)
  await using second = await served(data.path, { port })
  const { code, stdout } = await trainer.ended
  expect(code).toBe(0)
  await second.end()
  expect(sorted(await stored(data.path))).toEqual(sorted(measuredIn(stdout)))
})
