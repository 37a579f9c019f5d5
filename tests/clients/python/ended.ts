import { describe, expect, it } from 'vitest'
import { exported } from './exported.ts'
import { python } from './python.ts'
import type { Shared } from './shared.ts'

export function endedScripts(given: Shared): void {
  const BEGIN = `
import os, sys, phasescope
run = phasescope.init(project="ends", id=sys.argv[1])
phasescope.log({"a": 1.0})
`

  describe('a script that ends', () => {
    it.for([
      ['without finish', '', 0, 'completed', null],
      ['with an exception', 'raise ValueError("no such layer: 7")', 1, 'failed', 'ValueError: no such layer: 7'],
      ['with an exit code', 'sys.exit(3)', 3, 'failed', 'exit: 3'],
      ['with an exit code of 0', 'sys.exit()', 0, 'completed', null],
      ['with Ctrl-C', 'import signal; os.kill(os.getpid(), signal.SIGINT)', 130, 'stopped', 'KeyboardInterrupt'],
      ['with an exception within a with', 'with run: 1 / 0', 1, 'failed', 'ZeroDivisionError: division by zero'],
      ['with an exit code for finish', 'run.finish(exit_code=1)', 0, 'failed', 'exit code 1'],
    ] as const)('%s', async ([name, end, code, how, why], context) => {
      if (given.here.python === null) return context.skip(given.here.why)
      const id = name.replaceAll(' ', '-')
      const ended = await python(given.here.python, BEGIN + end, { PHASESCOPE_DATA: given.data }, [id]).ended
      if (code !== 130) expect(ended.code).toBe(code)
      const { facts, summary } = await given.hub.view(id)
      expect(summary).toMatchObject({ status: how, points: 1 })
      expect(facts.at(-1)?.report).toMatchObject({ type: 'ended', how, why, step: 0 })
    })
  })

  describe('several processes', () => {
    it('a child of a fork reports nothing, and ends nothing', async (context) => {
      if (given.here.python === null) return context.skip(given.here.why)
      const script = `${BEGIN}
if os.fork() == 0:
    run.log({"a": 2.0})
    run.finish()
    sys.exit(1)
code = os.waitstatus_to_exitcode(os.wait()[1])
run.log({"a": float(code + 2)})
`
      const { stderr } = await python(given.here.python, script, { PHASESCOPE_DATA: given.data }, ['forked']).ended
      expect(stderr).toBe('')
      expect(await exported(given.data, 'forked')).toEqual(['a,0,,1', 'a,1,,3'])
      expect((await given.hub.view('forked')).summary.status).toBe('completed')
    })

    it('ranks other than 0 are silent', async (context) => {
      if (given.here.python === null) return context.skip(given.here.why)
      const script = BEGIN + 'run.summary["x"] = 1; run.watch(None); run.finish(); print(run.tick(3))'
      const env = { PHASESCOPE_DATA: given.data, RANK: '1', WORLD_SIZE: '2' }
      const { code, stdout, stderr } = await python(given.here.python, script, env, ['silent']).ended
      expect([code, stdout, stderr]).toEqual([0, 'True\n', ''])
      expect((await given.hub.runs()).map(({ run }) => run.id)).not.toContain('silent')
    })

    it('each reports where the run is shared, under a part of its own', async (context) => {
      if (given.here.python === null) return context.skip(given.here.why)
      const script = BEGIN.replace('id=sys.argv[1]', 'id="shared", shared=True') + 'run.log({"a": float(run.rank)})'
      const rank = (of: number) =>
        python(given.here.python!, script, { PHASESCOPE_DATA: given.data, RANK: String(of), WORLD_SIZE: '2' }).ended
      const ends = await Promise.all([rank(1), rank(0)])
      expect(ends.map(({ code, stderr }) => [code, stderr])).toEqual([
        [0, expect.not.stringMatching(/lost/)],
        [0, ''],
      ])
      expect(await exported(given.data, 'shared')).toEqual(['a,0,,1', 'a,1,,0', 'a/rank-1,0,,1', 'a/rank-1,1,,1'])
    })
  })

  describe('a script that was written for wandb', () => {
    it('runs with another import, and hears once of what is not supported', async (context) => {
      if (given.here.python === null) return context.skip(given.here.why)
      const script = `
import random
import phasescope as wandb
wandb.login()
wandb.init(
    project="my-awesome-project",
    entity="somebody",
    config={"learning_rate": 0.02, "architecture": "CNN", "epochs": 10},
)
epochs = 10
offset = random.random() / 5
for epoch in range(2, epochs):
    acc = 1 - 2**-epoch - random.random() / epoch - offset
    loss = 2**-epoch + random.random() / epoch + offset
    wandb.log({"acc": acc, "loss": loss})
wandb.log({"examples": [wandb.Image("cat.png")], "table": wandb.Table(columns=["a"])})
wandb.config.update({"late": True}, allow_val_change=True)
wandb.config.dropout = 0.5
wandb.define_metric("loss", summary="min")
wandb.summary["best"] = max(wandb.summary["acc"], 0.5)
wandb.run.name = "renamed"
assert wandb.config["epochs"] == wandb.config.epochs == 10
assert wandb.sweep is not None and not hasattr(wandb, "never_heard_of")
wandb.finish()
`
      const { code, stderr } = await python(given.here.python, script, { PHASESCOPE_DATA: given.data }).ended
      expect(code).toBe(0)
      const said = stderr.trimEnd().split('\n')
      expect(said).toEqual([
        'phasescope: init: entity is not supported, and has no effect',
        'phasescope: Image is not supported, and has no effect',
        'phasescope: Table is not supported, and has no effect',
        'phasescope: sweep is not supported, and has no effect',
      ])
      const run = (await given.hub.runs()).find(({ run }) => run.experiment === 'my-awesome-project')
      expect(run).toMatchObject({ status: 'completed', points: 16, step: 8 })
      expect(run!.run).toMatchObject({
        name: 'renamed',
        parameters: { learning_rate: 0.02, architecture: 'CNN', epochs: 10, late: 'true', dropout: 0.5 },
        summary: { best: expect.any(Number) as number, 'loss/min': expect.any(Number) as number },
      })
    })
  })

  it('a run goes on in one process at a time', async (context) => {
    if (given.here.python === null) return context.skip(given.here.why)
    const script = `
import sys, phasescope
run = phasescope.init(project="one", id="one", resume="allow")
print("begun", flush=True)
sys.stdin.readline()
`
    const first = python(given.here.python, script, { PHASESCOPE_DATA: given.data })
    await first.says(/begun/)
    const second = await python(given.here.python, script, { PHASESCOPE_DATA: given.data }).ended
    expect(second.stderr).toContain("Run 'one' goes on in another process")
    first.child.kill('SIGKILL')
    await first.ended
    const third = python(given.here.python, script, { PHASESCOPE_DATA: given.data })
    await third.says(/begun/)
    third.tell('')
    expect((await third.ended).code).toBe(0)
  })
}
