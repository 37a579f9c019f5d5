import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { viewsCommand } from '#src/cli/commands/views.ts'
import { announce } from '#src/cli/hub-file.ts'
import { lockHub } from '#src/cli/processes/hub-lock.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { startWorld } from '../hub/world.ts'

interface Place {
  readonly folder: string
  end(): Promise<void>
}

const PLACES = {
  'in a folder that no hub serves': async (): Promise<Place> => {
    const folder = temporaryFolder()
    return { folder: folder.path, end: async () => folder[Symbol.dispose]() }
  },
  'at the hub that serves the folder': async (): Promise<Place> => {
    const world = await startWorld()
    const lock = await lockHub(world.folder)
    const withdraw = announce(world.folder, world.hub.url)
    return { folder: world.folder, end: async () => (withdraw(), await world.close(), lock.release()) }
  },
}

let place: Place
afterEach(() => place.end())

async function views(...args: string[]): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  try {
    await viewsCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
      .parseAsync([...args, '--data', place.folder], { from: 'user' })
    return log.mock.calls.flat().join('\n')
  } finally {
    log.mockRestore()
  }
}

describe.each(Object.entries(PLACES))('%s', (_where, open) => {
  beforeEach(async () => {
    place = await open()
  })

  test('a view is saved from the address of a page, replaced, renamed and removed', async () => {
    expect(await views()).toMatch(/^No named views in .*; save one on a page, under Views$/)
    const address = 'http://127.0.0.1:4747/compare?where=seed+%3D+1&zoom=1~2'
    expect((await views('--save', 'Late grokking', address)).split('\n').at(-1)).toMatch(
      /^Late grokking {2}\/views\/Late%20grokking {2}\/compare\?where=seed\+%3D\+1&zoom=1~2 {2}\S/,
    )
    await expect(views('--save', 'Late grokking', '/?q=x')).rejects.toThrow("There is a view 'Late grokking' already")
    await views('--save', 'Late grokking', '/?q=x', '--replace')
    const all = await views('--rename', 'Late grokking', '--to', 'x', '--json')
    expect(JSON.parse(all)).toEqual([{ name: 'x', page: '/', query: 'q=x', savedAt: expect.any(Number) as number }])
    expect(await views('--remove', 'x')).toMatch(/^No named views/)
  })

  test.each([
    [['--save', 'x'], '--save: expected the address of a page'],
    [['--save', 'x', '/launch'], 'expected the page of a view: /, /compare or /runs/<run>'],
    [['/compare'], 'An address is saved with --save NAME'],
    [['--rename', 'x'], '--rename OLD --to NEW: expected both'],
    [['--remove', 'x', '--save', 'y', '/'], 'expected one of them'],
    [['--remove', 'x'], "Unknown view 'x'"],
  ])('%j is refused', async (args, why) => {
    await expect(views(...args)).rejects.toThrow(why)
    await expect(views(...args)).rejects.toMatchObject({ kind: 'usage' })
  })
})
