import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { freePort, phasescope, temporaryFolder } from '../../phasescope.ts'
import { served } from '../../served.ts'
import { exported } from './exported.ts'
import { python } from './python.ts'
import { venv, type Venv } from './venv.ts'

let here: Venv
beforeAll(async () => {
  here = await venv()
})

/** Logs until it is told to end, and says what it logged. */
const LOGGING = `
import sys, threading, phasescope
run = phasescope.init(project="left", **eval(sys.argv[1]))
end = threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), end.set()), daemon=True).start()
step = run.step
while not end.wait(0.001):
    run.log({"a": step, "b": {"c": -step}, "frame": [step] * 3}, step=step)
    step += 1
    if step % 10 == 0: print("logged", step, flush=True)
run.finish()
print("all", step, flush=True)
`

/** Rows of the series `a` as they are when every step from 0 was logged once. */
const rows = (steps: number) => Array.from({ length: steps }, (_, step) => `a,${step},,${step}`)

describe('a training whose hub is away', () => {
  it('goes on, and what it leaves is delivered by resend', async (context) => {
    if (here.python === null) return context.skip(here.why)
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    const hubUrl = `http://127.0.0.1:${await freePort()}`
    const script = python(here.python, LOGGING, env, [`dict(id="away", hub="${hubUrl}")`])
    await script.says(/logged 300\n/)
    script.tell('end')
    const { code, stdout, stderr } = await script.ended
    expect(code).toBe(0)
    expect(stderr).toMatch(/No hub at .*; the training continues/)
    expect(stderr).toMatch(/stored in .*away\.journal; send them with: phasescope resend/)
    await delivered(data.path)
    expect(await exported(data.path, 'away', 'a')).toEqual(rows(allOf(stdout)))
    expect(existsSync(join(data.path, 'journals', 'away.journal'))).toBe(false)
  })

  it('is killed: what its journal had is delivered, without a gap', async (context) => {
    if (here.python === null) return context.skip(here.why)
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    const hubUrl = `http://127.0.0.1:${await freePort()}`
    const script = python(here.python, LOGGING, env, [`dict(id="killed", hub="${hubUrl}")`])
    await script.says(/logged/)
    while (!existsSync(join(data.path, 'journals', 'killed.journal'))) await after(5)
    await script.says(/logged 200\n/)
    script.child.kill('SIGKILL')
    await script.ended
    await delivered(data.path)
    const stored = await exported(data.path, 'killed', 'a')
    expect(stored.length).toBeGreaterThan(0)
    expect(stored).toEqual(rows(stored.length))
  })

  it('is offline on purpose: nothing is called, and everything is in the journal', async (context) => {
    if (here.python === null) return context.skip(here.why)
    using data = temporaryFolder()
    const script = python(here.python, LOGGING, { PHASESCOPE_DATA: data.path }, ['dict(id="off", mode="offline")'])
    await script.says(/logged 100\n/)
    script.tell('end')
    const { stdout, stderr } = await script.ended
    expect(stderr).not.toContain('No hub')
    await delivered(data.path)
    expect(await exported(data.path, 'off', 'a')).toEqual(rows(allOf(stdout)))
    expect((await exported(data.path, 'off', 'frame')).slice(0, 3)).toEqual([
      'frame,0,0,0',
      'frame,0,1,0',
      'frame,0,2,0',
    ])
  })

  it('says where its page is, unless it is quiet; and has a folder for its files, made when it is asked for', async (context) => {
    if (here.python === null) return context.skip(here.why)
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path, PHASESCOPE_SILENT: '0' }
    const begun = (given: string) =>
      python(here.python!, `import phasescope\nrun = phasescope.init(mode="offline", ${given})`, env).ended
    expect((await begun('id="loud", name="Loud"')).stderr).toMatch(
      /^phasescope: Run 'Loud': offline, for phasescope resend\n.* have not reached the hub/,
    )
    expect((await begun('id="quiet", quiet=True')).stderr).not.toContain('offline')
    expect(existsSync(join(data.path, 'files'))).toBe(false)
    const hub = `http://127.0.0.1:${await freePort()}`
    const asked = `import phasescope\nprint(phasescope.init(id="page", hub="${hub}").dir)`
    const { stdout, stderr } = await python(here.python, asked, env).ended
    expect(stderr).toContain(`phasescope: Run 'page': ${hub}/runs/page\n`)
    expect(stdout).toBe(`${join(data.path, 'files', 'page')}\n`)
    expect(existsSync(stdout.trim())).toBe(true)
  })

  it('is disabled: nothing is written at all', async (context) => {
    if (here.python === null) return context.skip(here.why)
    using data = temporaryFolder()
    const script = python(here.python, LOGGING, { PHASESCOPE_DATA: data.path }, ['dict(id="no", mode="disabled")'])
    await script.says(/logged 10\n/)
    script.tell('end')
    expect(await script.ended).toMatchObject({ code: 0, stderr: '' })
    expect(readdirSync(data.path)).toEqual([])
  })
})

describe('a run that is taken up again', () => {
  it('goes on behind its last step: by what the journal has, and by what the hub has', async (context) => {
    if (here.python === null) return context.skip(here.why)
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    const port = await freePort()
    const given = (resume: string) => [`dict(id="again", resume="${resume}", hub="http://127.0.0.1:${port}")`]
    const missing = await python(here.python, LOGGING, env, given('must')).ended
    expect(missing.stderr).toContain("There is no run 'again'")
    const first = python(here.python, LOGGING, env, given('allow'))
    await first.says(/logged 50\n/)
    first.tell('end')
    const logged = allOf((await first.ended).stdout)
    const second = python(here.python, LOGGING, env, given('must')) // and there is no hub still
    await second.says(new RegExp(`logged ${10 * Math.ceil((logged + 50) / 10)}\n`))
    {
      await using hub = await served(data.path, { port })
      await hub.live('again')
      second.tell('end')
      const more = allOf((await second.ended).stdout)
      const twice = await python(here.python, LOGGING, env, given('never')).ended
      expect(twice.stderr).toContain("There is a run 'again' already")
      const third = python(here.python, LOGGING, env, given('allow'))
      await third.says(new RegExp(`logged ${10 * Math.ceil((more + 50) / 10)}\n`))
      third.tell('end')
      const { stdout, stderr } = await third.ended
      expect(stderr).toBe('')
      expect(await exported(data.path, 'again', 'a')).toEqual(rows(allOf(stdout)))
      const { facts, summary } = await hub.view('again')
      expect(summary).toMatchObject({ status: 'completed', step: allOf(stdout) - 1 })
      expect(facts.flatMap(({ report }) => (report.type === 'resumed' ? [report.step] : []))).toEqual([logged, more])
    }
  })
})

async function delivered(data: string): Promise<void> {
  await using hub = await served(data)
  const { stdout, stderr } = await phasescope(['resend', '--data', data])
  expect(stdout + stderr).toContain(`The hub at ${hub.url} has received everything in`)
}

function allOf(stdout: string): number {
  return Number(/all (\d+)/.exec(stdout)![1])
}
