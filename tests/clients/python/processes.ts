import { describe, expect, it } from 'vitest'
import { exported } from './exported.ts'
import { python } from './python.ts'
import type { Shared } from './shared.ts'

/** Logs fifty steps, and says so once the hub has them. */
const LOGGED = `
import os, signal, sys, time, phasescope
run = phasescope.init(project="processes", id=sys.argv[1])
for step in range(50):
    phasescope.log({"a": float(step)}, step=step)
while run._sender.queue or run._sender.outbox.next == 0 or run._sender.outbox.waiting > 0:
    time.sleep(0.002)
`

const ROWS = Array.from({ length: 50 }, (_, step) => `a,${step},,${step}`)

export function killedAndForked(given: Shared): void {
  describe('a signal', () => {
    it.for([
      ['SIGINT', '', 'stopped', 'KeyboardInterrupt'],
      ['SIGTERM', '', 'lost', null],
      ['SIGTERM', 'signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))', 'failed', 'exit: 143'],
      ['SIGTERM', 'signal.signal(signal.SIGTERM, lambda *_: run.finish() or os._exit(0))', 'completed', null],
      ['SIGINT', 'signal.signal(signal.SIGINT, signal.SIG_IGN)', 'completed', null],
      ['SIGHUP', '', 'lost', null],
      ['SIGKILL', '', 'lost', null],
    ] as const)(
      '%s %s leaves a run %s, and all that was logged at the hub',
      async ([sent, handled, how, why], context) => {
        if (given.here.python === null) return context.skip(given.here.why)
        const id = `${sent}-${how}`
        const script = `${LOGGED}${handled}\nprint("kept", flush=True)\nsys.stdin.readline()\n`
        const { child, says, tell, ended } = python(given.here.python, script, { PHASESCOPE_DATA: given.data }, [id])
        await says(/kept/)
        child.kill(sent)
        tell('end') // for one that goes on
        await ended
        expect(await exported(given.data, id)).toEqual(ROWS)
        const { facts, summary } = await given.hub.view(id)
        // A run whose trainer is gone is lost once the hub has waited for it.
        expect(summary.status).toMatch(how === 'lost' ? /^(running|lost)$/ : how)
        const ends = facts.flatMap(({ report }) => (report.type === 'ended' ? [[report.how, report.why]] : []))
        expect(ends).toEqual(how === 'lost' ? [] : [[how, why]])
      },
    )
  })

  describe('a child', () => {
    it.for([
      ['of os.fork', 'if os.fork() == 0:\n    child()\n    os._exit(0)\nos.wait()', ''],
      ['of os.fork that ends as a program does', 'if os.fork() == 0:\n    child()\n    sys.exit(3)\nos.wait()', ''],
      [
        'of a pool that forks, as the workers of a DataLoader are',
        'with multiprocessing.get_context("fork").Pool(2) as pool:\n    pool.map(child, range(8), chunksize=1)',
        '',
      ],
      [
        'that is spawned',
        'process = multiprocessing.get_context("spawn").Process(target=phasescope.log, args=({"a": 2.0},))\nprocess.start()\nprocess.join()',
        'phasescope: log before init: nothing is kept\n',
      ],
    ] as const)('%s reports nothing, waits for nothing, and the run goes on', async ([name, forks, said], context) => {
      if (given.here.python === null) return context.skip(given.here.why)
      const id = name.replaceAll(/[^a-z]+/gi, '-')
      const script = `
import multiprocessing
${LOGGED}
def child(*_):
    for i in range(100):
        phasescope.log({"a": 2.0, "b": [1.0]}, step=i)
    run.config["forked"] = 1
    run.summary["forked"] = 1
    assert run.summary.get("none") is None
    run.define_metric("a", summary="max")
    assert run.tick(3) and not run.snapshot(3)
    run.finish()
${forks}
run.log({"a": 50.0}, step=50)
`
      const { code, stderr } = await python(given.here.python, script, { PHASESCOPE_DATA: given.data }, [id]).ended
      expect([code, stderr]).toEqual([0, said])
      expect(await exported(given.data, id)).toEqual([...ROWS, 'a,50,,50'])
      const { summary } = await given.hub.view(id)
      expect(summary).toMatchObject({ status: 'completed', run: { parameters: {} } })
    })

    it('can begin a run of its own', async (context) => {
      if (given.here.python === null) return context.skip(given.here.why)
      const script = `${LOGGED}
if os.fork() == 0:
    own = phasescope.init(project="processes", id="of-a-child")
    own.log({"a": 7.0})
    own.finish()
    os._exit(0)
os.wait()
`
      const env = { PHASESCOPE_DATA: given.data }
      const { code, stderr } = await python(given.here.python, script, env, ['of-a-parent']).ended
      expect([code, stderr]).toEqual([0, ''])
      expect(await exported(given.data, 'of-a-child')).toEqual(['a,0,,7'])
      expect(await exported(given.data, 'of-a-parent')).toEqual(ROWS)
      for (const id of ['of-a-child', 'of-a-parent'])
        expect((await given.hub.view(id)).summary.status).toBe('completed')
    })
  })
}
