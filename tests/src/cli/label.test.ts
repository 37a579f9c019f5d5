import { io } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Command } from 'commander'
import { exportCommand } from '#src/cli/commands/export.ts'
import { labelCommand } from '#src/cli/commands/label.ts'
import { noteCommand } from '#src/cli/commands/note.ts'
import { announce, readHubFile } from '#src/cli/hub-file.ts'
import { lockHub } from '#src/cli/processes/hub-lock.ts'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import { stateFromFacts } from '#src/run-state/index.ts'
import { PEOPLE } from '#src/vocabulary/index.ts'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { eventually, startWorld } from '../hub/world.ts'
import { enveloped, measuredReport, scalarColumn, startedReport } from '../store/reports.ts'

interface Place {
  readonly folder: string
  readonly store: Sqlite
  end(): Promise<void>
}

/** A data folder without a hub, and one that a hub serves: what is said is kept by either in the same way. */
const PLACES = {
  'in a folder that no hub serves': async (): Promise<Place> => {
    const folder = temporaryFolder()
    const store = openSqlite(folder.path)
    const end = async () => (store.close(), folder[Symbol.dispose]())
    return { folder: folder.path, store, end }
  },
  'at the hub that serves the folder': async (): Promise<Place> => {
    const world = await startWorld()
    const lock = await lockHub(world.folder)
    const withdraw = announce(world.folder, world.hub.url)
    const end = async () => (withdraw(), await world.close(), lock.release())
    return { folder: world.folder, store: world.store, end }
  },
}

let place: Place
const begin = async (open: () => Promise<Place>) => {
  place = await open()
  const loss = measuredReport(scalarColumn('loss', [0, 1, 2], [3, 2, 1]))
  place.store.ingest(enveloped('grok-1', 0, [startedReport('grok-1'), loss]))
}
afterEach(() => place.end())

async function said(command: Command, ...args: string[]): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  try {
    await command
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
      .parseAsync([...args, '--data', place.folder], { from: 'user' })
    return log.mock.calls.flat().join('\n')
  } finally {
    log.mockRestore()
  }
}
const label = (...args: string[]) => said(labelCommand(), 'grok', ...args)
const note = (...args: string[]) => said(noteCommand(), 'grok', ...args)
const notes = () => stateFromFacts(place.store.facts('grok-1')).notes

async function exported(...args: string[]): Promise<string[]> {
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
  try {
    await exportCommand()
      .exitOverride()
      .parseAsync(['grok-1', ...args, '--data', place.folder], { from: 'user' })
    const text = write.mock.calls.map(([written]) => String(written)).join('')
    return text.trimEnd().split('\n')
  } finally {
    write.mockRestore()
  }
}

describe.each(Object.entries(PLACES))('%s', (_where, open) => {
  beforeEach(() => begin(open))

  test('a run is renamed, tagged, described and archived, a bit at a time, and said to be so', async () => {
    expect(await label()).toBe('grok-1: named as it was trained; no tags')
    expect(place.store.facts('grok-1')).toHaveLength(1)
    expect(await label('--name', 'Wide', '--tag', 'paper', '--tag', 'weight decay')).toBe(
      "grok-1: named 'Wide'; tags paper, weight decay",
    )
    expect(await label('--tag', 'ok', '--untag', 'paper', '--note', 'Groks late', '--archive')).toBe(
      "grok-1: named 'Wide'; tags weight decay, ok; note 'Groks late'; archived",
    )
    expect(place.store.summary('grok-1')).toMatchObject({
      run: { name: 'Wide' },
      tags: ['weight decay', 'ok'],
      note: 'Groks late',
      archived: true,
    })
    expect(JSON.parse(await label('--json', '--no-name', '--no-note', '--unarchive'))).toEqual({
      ok: true,
      run: 'grok-1',
      name: null,
      tags: ['weight decay', 'ok'],
      note: null,
      archived: false,
    })
    expect(place.store.summary('grok-1')).toMatchObject({ run: { name: 'grok-1' }, note: null, archived: false })
    const written = place.store.facts('grok-1').slice(1)
    expect(written.map(({ writer, seq }) => `${writer} ${seq}`)).toEqual(['people 0', 'people 1', 'people 2'])
  })

  test('steps are noted on, a note is changed and removed, and all that stand are listed', async () => {
    expect(await note()).toMatch(/^No notes on run grok-1; add one with: phasescope note grok-1 120\.\.180/)
    expect(await note('120', 'Groks here')).toMatch(/^Noted on step 120 of run grok-1 \(note [a-z]{8}\)$/)
    const { note: second } = JSON.parse(await note('3..9', 'Plateau', '--json')) as { note: { id: string } }
    const first = { id: expect.stringMatching(/^[a-z]{8}$/) as string, from: 120, to: 120, text: 'Groks here' }
    expect(notes()).toEqual([first, { id: second.id, from: 3, to: 9, text: 'Plateau' }])
    expect(await note('3..10', 'A plateau', '--id', second.id)).toBe(
      `Noted on steps 3 to 10 of run grok-1 (note ${second.id})`,
    )
    expect((await note()).split('\n')[2]).toBe(`${second.id}  steps 3 to 10  A plateau`)
    const { id } = notes()[0]!
    expect(await note('--remove', id)).toBe(`Removed note ${id} of run grok-1, on step 120`)
    expect(notes()).toEqual([{ id: second.id, from: 3, to: 10, text: 'A plateau' }])
    expect(place.store.facts('grok-1').at(-1)).toMatchObject({ writer: PEOPLE, seq: 3 })
  })

  test('an export has the notes that stand, and nothing of one that was removed', async () => {
    await note('1', 'Here, "there"', '--json')
    await note('0..2', 'Gone')
    await note('--remove', notes()[1]!.id)
    const standing = { id: notes()[0]!.id, from: 1, to: 1, text: 'Here, "there"' }
    const values = await exported('--format', 'ndjson')
    expect(values.map((line) => JSON.parse(line) as unknown)).toEqual([
      ...[3, 2, 1].map((value, step) => ({ type: 'measured', series: 'loss', step, value })),
      { type: 'noted', note: standing },
    ])
    expect(await exported()).toEqual(['series,step,index,value', 'loss,0,,3', 'loss,1,,2', 'loss,2,,1'])
    expect(await exported('--notes')).toEqual(['from,to,text,id', `1,1,"Here, ""there""",${standing.id}`])
    expect(await exported('--notes', '--format', 'ndjson')).toEqual([JSON.stringify({ type: 'noted', note: standing })])
  })

  test.each([
    ['a tag that it lacks', ['label', '--untag', 'x'], "--untag: expected a tag of the run (it has none), got 'x'"],
    ['both ways at once', ['label', '--archive', '--unarchive'], 'expected one of them, got both'],
    ['a name that shows nothing', ['label', '--name', ' '], '--name: expected a name'],
    ['a tag of two lines', ['label', '--tag', 'a\nb'], 'At label.tags[0]: expected a tag of 1 to 64 characters'],
    ['a note without a word', ['label', '--note', ''], 'At label.note: expected a text'],
    ['steps that are none', ['note', '9..3', 'x'], 'steps: expected a step such as 120, or an interval'],
    ['steps without a text', ['note', '3'], 'Note on 3: expected a text'],
    ['a note that is not there', ['note', '--remove', 'n7'], "Unknown note 'n7'"],
    ['another id than there is', ['note', '3', 'x', '--id', 'n7'], "Unknown note 'n7'"],
  ])('%s is refused by name, and nothing is kept', async (_what, [command, ...args], why) => {
    await expect(command === 'label' ? label(...args) : note(...args)).rejects.toThrow(why)
    expect(place.store.facts('grok-1')).toHaveLength(1)
  })
})

test('what a command says is on every open page at once', async () => {
  await begin(PLACES['at the hub that serves the folder'])
  const { url } = readHubFile(place.folder).address!
  const page = io(`${url}/viewer`, { transports: ['websocket'], forceNew: true })
  const [names, texts]: [string[], string[]] = [[], []]
  page.on('run', ({ run }: { run: { name: string } }) => names.push(run.name))
  page.on('fact', ({ report }: { report: { note?: { text: string } } }) => texts.push(report.note?.text ?? ''))
  try {
    await page.emitWithAck('hello', { protocol: PROTOCOL_VERSION })
    await page.emitWithAck('open', 'grok-1')
    await note('1', 'Here')
    await label('--name', 'Wide')
    await eventually(() => names.includes('Wide') && texts.includes('Here'))
  } finally {
    page.disconnect()
  }
})
