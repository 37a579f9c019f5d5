import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { machineToken } from '#src/access/index.ts'
import { exported } from '../../clients/python/exported.ts'
import { python } from '../../clients/python/python.ts'
import { venv, type Venv } from '../../clients/python/venv.ts'
import { smallDisk } from '../../load/small-disk.ts'
import { freePort, phasescope, temporaryFolder } from '../../phasescope.ts'
import { served } from '../../served.ts'

let here: Venv
beforeAll(async () => {
  here = await venv()
})

/** Logs, paced, and says of each step that it was logged, and when. */
const LOGGING = `
import sys, time, phasescope
run = phasescope.init(project="hurt", id="hurt", hub=sys.argv[1])
print("begun", flush=True)
step = 0
while True:
    run.log({"time": time.time()}, step=step)
    print("at", step, time.time(), flush=True)
    step += 1
    time.sleep(0.002)
`

/** Seconds between the last value that is stored and the last that was logged before the kill. */
async function lostSeconds(data: string, stdout: string): Promise<number> {
  const stored = await exported(data, 'hurt', 'time')
  stored.forEach((row, i) => expect(row).toMatch(new RegExp(`^time,${i},,`)))
  const last = Number(stored.at(-1)!.split(',')[3])
  return Number(/at \d+ (\S+)\n[^\n]*$/.exec(stdout)![1]) - last
}

describe('kill -9 of the client', () => {
  it('costs at most 100 ms with a hub, as the median of five', async (context) => {
    if (here.python === null) return context.skip(here.why)
    const lost: number[] = []
    for (let i = 0; i < 5; i++) {
      using data = temporaryFolder()
      await using hub = await served(data.path)
      const script = python(here.python, LOGGING, { PHASESCOPE_DATA: data.path }, [hub.url])
      await script.says(/at 500 /)
      script.child.kill('SIGKILL')
      const { stdout } = await script.ended
      await hub.end()
      lost.push(await lostSeconds(data.path, stdout))
    }
    console.log(`lost with a hub, in seconds: ${lost.map((one) => one.toFixed(3)).join(' ')}`)
    expect(lost.toSorted((a, b) => a - b)[2]).toBeLessThan(0.1)
  })

  it('costs at most 1 s without one, as the median of five', async (context) => {
    if (here.python === null) return context.skip(here.why)
    const lost: number[] = []
    for (let i = 0; i < 5; i++) {
      using data = temporaryFolder()
      const env = { PHASESCOPE_DATA: data.path, PHASESCOPE_TOKEN: machineToken(data.path) }
      const script = python(here.python, LOGGING, env, [`http://127.0.0.1:${await freePort()}`])
      await script.says(/at 1000 /)
      script.child.kill('SIGKILL')
      const { stdout } = await script.ended
      await using hub = await served(data.path)
      await phasescope(['resend', '--data', data.path])
      await hub.end()
      lost.push(await lostSeconds(data.path, stdout))
    }
    console.log(`lost without a hub, in seconds: ${lost.map((one) => one.toFixed(3)).join(' ')}`)
    expect(lost.toSorted((a, b) => a - b)[2]).toBeLessThan(1)
  })
})

it('a disk that is full: one warning, the loss counted and told once there is room', async (context) => {
  if (here.python === null) return context.skip(here.why)
  using disk = smallDisk(16, (why) => context.skip(why))
  const port = await freePort()
  const token = machineToken(disk.path)
  const script = python(
    here.python,
    `
import sys, phasescope
run = phasescope.init(project="full", id="full", hub=sys.argv[1])
run._sender.outbox.most_bytes = 1 << 18
print("begun", flush=True)
sys.stdin.readline()
for step in range(20_000):
    run.log({"a": float(step), "b": float(-step)}, step=step)
    if step % 50 == 0: run._sender.flush()
print("logged", flush=True)
sys.stdin.readline()
run.finish()
`,
    { PHASESCOPE_DATA: disk.path, PHASESCOPE_TOKEN: token },
    [`http://127.0.0.1:${port}`],
  )
  await script.says(/begun/)
  disk.fill()
  script.tell('')
  await script.says(/logged/)
  disk.grow(256)
  await using hub = await served(disk.path, { port })
  await hub.live('full')
  script.tell('')
  const { code, stderr } = await script.ended
  expect(code).toBe(0)
  expect(stderr.match(/Cannot store/g)).toHaveLength(1)
  const { facts, summary } = await hub.view('full')
  expect(summary.status).toBe('completed')
  const thinned = facts.flatMap(({ report }) => (report.type === 'thinned' ? [report.of - report.kept] : []))
  expect(thinned.length).toBeGreaterThan(0)
  const rows = await exported(disk.path, 'full', 'a')
  const lost = thinned.reduce((sum, one) => sum + one, 0)
  expect(summary.points + lost).toBe(40_000)
  expect(rows[0]).toBe('a,0,,0')
  expect(rows.at(-1)).toBe('a,19999,,19999')
  expect(existsSync(join(disk.path, 'journals', 'full.journal'))).toBe(false)
})
