import { expect, it } from 'vitest'
import { exported } from './exported.ts'
import { python } from './python.ts'
import type { Shared } from './shared.ts'

export function exampleScripts(given: Shared): void {
  /** Runs it as a file named by its project, as examples are; it ends well, and says only these lines. */
  async function ends(path: string, script: string, said: readonly string[]): Promise<void> {
    const { code, stderr } = await python(path, script, { PHASESCOPE_DATA: given.data, PHASESCOPE_PROJECT: 'examples' })
      .ended
    expect([stderr, code]).toEqual([said.map((line) => `phasescope: ${line}\n`).join(''), 0])
  }

  async function runsOf(project: string) {
    return (await given.hub.runs()).filter(({ run }) => run.experiment === project)
  }

  it('scripts in the manner of wandb run with another import: a with, a namespace as config, tables, artifacts', async (context) => {
    if (given.here.python === null) return context.skip(given.here.why)
    const script = `
import argparse
import phasescope as wandb

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.01)
parser.add_argument("--epochs", type=int, default=10)
args = parser.parse_args([])

wandb.login()
with wandb.init(project="awesome", entity="team", job_type="train", config={"epochs": 10}, tags=["baseline"]) as run:
    run.config.update(args)
    run.define_metric("accuracy", summary="max")
    table = wandb.Table(columns=["image", "label"])
    for epoch in range(2, run.config.epochs):
        table.add_data(wandb.Image([[0]]), epoch)
        run.log({"accuracy": 1 - 2 ** -epoch, "loss": 2 ** -epoch, "losses": wandb.Histogram([1.0, 2.0, 4.0])})
    run.log({"predictions": table, "images": [wandb.Image([[0]])] * 2})
    artifact = wandb.Artifact("model", type="model")
    artifact.add_file("model.pt")
    run.log_artifact(artifact)
    run.summary["kept"] = args.lr

wandb.init(project="awesome", name="uncommitted")
wandb.config.update(args)
wandb.config.dropout = 0.5
for i in range(4):
    wandb.log({"loss": 1 / (i + 1)}, commit=False)
    if i % 2 == 0:
        wandb.log({"val_acc": i}, commit=False)
    wandb.log()
wandb.save("model.h5")
wandb.finish()
`
    await ends(given.here.python, script, [
      'init: entity is not supported, and has no effect',
      'init: job_type is not supported, and has no effect',
      'Table is not supported, and has no effect',
      'Image is not supported, and has no effect',
      'Artifact is not supported, and has no effect',
      'run.log_artifact is not supported, and has no effect',
      'save is not supported, and has no effect',
    ])
    const runs = await runsOf('awesome')
    const [first, second] = ['awesome', 'uncommitted'].map((name) => runs.find(({ run }) => run.name.startsWith(name))!)
    expect(runs).toHaveLength(2)
    expect(first).toMatchObject({ status: 'completed', run: { parameters: { epochs: 10, lr: 0.01 } } })
    expect(second).toMatchObject({ status: 'completed', run: { parameters: { lr: 0.01, dropout: 0.5 } } })
    expect((await given.hub.points(first!.run.id, 'loss')).values).toEqual(
      [2, 3, 4, 5, 6, 7, 8, 9].map((epoch) => 2 ** -epoch),
    )
    const { series } = await given.hub.view(first!.run.id)
    expect(series.map(({ name, kind, points }) => [name, kind, points])).toEqual([
      ['accuracy', 'scalar', 8],
      ['loss', 'scalar', 8],
      ['losses', 'histogram', 8],
    ])
    expect(await exported(given.data, second!.run.id, 'val_acc')).toEqual(['val_acc,0,,0', 'val_acc,2,,2'])
    expect((await given.hub.points(second!.run.id, 'loss')).steps).toEqual([0, 1, 2, 3])
  })

  it('scripts in the manner of Trackio run with another import: several runs one after another, infinities, tables', async (context) => {
    if (given.here.python === null) return context.skip(given.here.why)
    const script = `
import pandas as pd
import phasescope as trackio

for run in range(3):
    trackio.init(project="fake-training", name=f"test-run-{run}", space_id="me/space", config=dict(epochs=5, run_number=run))
    for epoch in range(5):
        norm = float("inf") if epoch == 0 else 10.0 ** -epoch
        trackio.log({"train/loss": run + 1 / (epoch + 1), "train/rewards/first": epoch, "grad_norm": norm})
    trackio.log({"results": trackio.Table(dataframe=pd.DataFrame({"a": [1, 2]}))}, step=5)
    trackio.alert(title="Done", text="it is", level=trackio.AlertLevel.INFO)
trackio.finish()
trackio.show(project="fake-training")
`
    await ends(given.here.python, script, [
      'init: space_id is not supported, and has no effect',
      'Table is not supported, and has no effect',
      'alert is not supported, and has no effect',
      'AlertLevel is not supported, and has no effect',
      'show is not supported, and has no effect',
    ])
    const runs = (await runsOf('fake-training')).toSorted((a, b) => a.run.name.localeCompare(b.run.name))
    expect(runs.map(({ run, status }) => [run.name, run.parameters['run_number'], status])).toEqual(
      [0, 1, 2].map((number) => [`test-run-${number}`, number, 'completed']),
    )
    for (const [number, { run }] of runs.entries())
      expect((await given.hub.points(run.id, 'train/loss')).values).toEqual(
        [1, 2, 3, 4, 5].map((epoch) => number + 1 / epoch),
      )
    expect((await exported(given.data, runs[0]!.run.id, 'grad_norm')).slice(0, 2)).toEqual([
      'grad_norm,0,,Infinity',
      'grad_norm,1,,0.1',
    ])
  })
}
