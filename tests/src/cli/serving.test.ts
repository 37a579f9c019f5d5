import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { announce, readHubFile } from '#src/cli/hub-file.ts'
import { lockHub } from '#src/cli/processes/hub-lock.ts'
import { announcedHub, hubServing } from '#src/cli/serving.ts'
import { messageOf } from '#src/vocabulary/index.ts'
import { temporaryFolder } from '../../phasescope.ts'

const URL_OF_HUB = 'http://127.0.0.1:4747'

/** What a file of that name may hold that no hub has written: cut off, forged, huge, binary. */
const DAMAGED: Record<string, [content: string | Buffer, why: RegExp]> = {
  'is empty': ['', /it is no whole JSON/],
  'is cut off': ['{"url":"http://127.0.0.1:47', /it is no whole JSON/],
  'is binary': [Buffer.from([0, 255, 254, 7, 200]), /it is no whole JSON/],
  'is huge': [Buffer.alloc(5_000_000, 32), /it has 5000000 bytes, and at most 32768 are read/],
  'holds a list': ['[]', /it is no object/],
  'holds nothing': ['null', /it is no object/],
  'names no address': ['{"pid":1}', /it has no address/],
  'names a number as address': ['{"url":7,"pid":1}', /it has no address/],
  'names a file as address': ['{"url":"file:///etc/passwd","pid":1}', /it has no address/],
  'names code as address': ['{"url":"javascript:alert(1)","pid":1}', /it has no address/],
  'names no process': [`{"url":"${URL_OF_HUB}"}`, /it has no process id/],
  'names a text as process': [`{"url":"${URL_OF_HUB}","pid":"1"}`, /it has no process id/],
}

describe('the hub that serves a folder', () => {
  it('is nobody where there is no folder, and where none holds it, whatever the file says', async () => {
    using data = temporaryFolder()
    expect(await hubServing(join(data.path, 'nowhere'))).toBe(null)
    expect(await hubServing(data.path)).toBe(null)
    announce(data.path, URL_OF_HUB)
    expect(await hubServing(data.path)).toBe(null)
    for (const [content] of Object.values(DAMAGED)) {
      writeFileSync(join(data.path, 'hub.json'), content)
      expect(await hubServing(data.path)).toBe(null)
      expect(announcedHub(data.path)).toBe(null)
    }
  })

  it('is waited for while it holds the folder and has not said where it listens', async () => {
    using data = temporaryFolder()
    writeFileSync(join(data.path, 'hub.json'), JSON.stringify({ url: 'http://127.0.0.1:1', pid: 1 })) // of one that was killed
    const holder = await holding(data.path)
    const said = Promise.withResolvers<string>()
    const found = hubServing(data.path, said.resolve)
    expect(await said.promise).toBe(`Waiting for the hub of process ${holder.pid} to be ready`)
    holder.send(URL_OF_HUB)
    expect(await found).toBe(URL_OF_HUB)
    await killed(holder)
    expect(await hubServing(data.path)).toBe(null)
  })

  it('is nobody once the one that was waited for is killed', async () => {
    using data = temporaryFolder()
    const holder = await holding(data.path)
    const said = Promise.withResolvers<string>()
    const found = hubServing(data.path, said.resolve)
    await said.promise
    await killed(holder)
    expect(await found).toBe(null)
  })

  it.each(Object.entries(DAMAGED))('is told of where its file %s, in one sentence', async (_, [content, why]) => {
    using data = temporaryFolder()
    const lock = await lockHub(data.path)
    writeFileSync(join(data.path, 'hub.json'), content)
    const error = await hubServing(data.path).catch((refused: unknown) => refused)
    expect(messageOf(error)).toMatch(why)
    expect(messageOf(error)).toMatch(
      new RegExp(`hub.json says where the hub of process ${process.pid} listens.*--hub URL$`),
    )
    lock.release()
  })

  it('is told of where a folder lies in the place of its file', async () => {
    using data = temporaryFolder()
    const lock = await lockHub(data.path)
    mkdirSync(join(data.path, 'hub.json'))
    await expect(hubServing(data.path)).rejects.toThrow(/it is no file/)
    lock.release()
  })
})

describe('a second hub', () => {
  it('is refused while the first holds the folder, and not after', async () => {
    using data = temporaryFolder()
    const first = await lockHub(data.path)
    await expect(lockHub(data.path)).rejects.toThrow(
      new RegExp(`Process ${process.pid} serves ${data.path} already.*--data`),
    )
    first.release()
    ;(await lockHub(data.path)).release()
  })
})

describe('the file', () => {
  it('is there whole or not at all, and is taken back by its owner alone', async () => {
    using data = temporaryFolder()
    const withdraw = announce(data.path, URL_OF_HUB)
    expect(readHubFile(data.path)).toEqual({
      address: { url: URL_OF_HUB, pid: process.pid, certificate: null },
      fault: null,
    })
    expect(readdirSync(data.path)).toEqual(['hub.json'])
    const another = JSON.stringify({ url: URL_OF_HUB, pid: process.pid + 1 })
    writeFileSync(join(data.path, 'hub.json'), another)
    withdraw()
    expect(readFileSync(join(data.path, 'hub.json'), 'utf8')).toBe(another)
    announce(data.path, URL_OF_HUB)()
    expect(readdirSync(data.path)).toEqual([])
  })
})

/** A process that holds the folder. */
async function holding(data: string): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'hold-folder.ts'), [data])
  await once(child, 'message')
  return child
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}
