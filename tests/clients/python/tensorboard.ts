import { expect, it } from 'vitest'
import { exported } from './exported.ts'
import { python } from './python.ts'
import type { Shared } from './shared.ts'

export function tensorboardWriters(given: Shared): void {
  /** Ends well and says only these lines on stderr. */
  async function ends(path: string, script: string, said: readonly string[] = []): Promise<string> {
    const folder = given.data
    const { code, stdout, stderr } = await python(path, `import os\nos.chdir("${folder}")\n${script}`, {
      PHASESCOPE_DATA: folder,
      PHASESCOPE_PROJECT: 'written',
    }).ended
    expect([stderr, code]).toEqual([said.map((line) => `phasescope: ${line}\n`).join(''), 0])
    return stdout
  }

  it('a writer of TensorBoard writes to a run: scalars at any step, families, histograms', async (context) => {
    if (given.here.python === null) return context.skip(given.here.why)
    const script = `
import numpy as np
from phasescope.tensorboard import SummaryWriter
with SummaryWriter("runs/digits/first", flush_secs=30, id="written") as writer:
    for step in range(20):
        writer.add_scalar("Loss/train", np.float32(1 / (step + 1)), step)
        writer.add_scalars("both", {"sin": np.sin(step), "cos": np.cos(step)}, step)
    writer.add_scalar("Loss/train", 7, 3)
    for value in (1.5, 2.5):
        writer.add_scalar("counted", value)
    writer.add_histogram("weights", np.arange(100.0), 5, max_bins=4)
    counts, limits = np.histogram(np.arange(10.0), bins=5)
    writer.add_histogram_raw("raw", 0, 9, 10, 45, 285, limits[1:].tolist(), counts.tolist(), 6)
    writer.add_scalar("customtime", 1, 2, walltime=1e9)
    writer.add_image("image", np.zeros((3, 4, 4)), 0)
    writer.add_text("text", "words", 0)
    writer.add_text("text", "again", 1)
    writer.flush()
    print(writer.get_logdir(), os.path.isdir(writer.log_dir))
`
    const stdout = await ends(given.here.python, script, [
      'walltime is not supported: a point has the time of its call',
      'SummaryWriter.add_image is not supported, and has no effect',
      'SummaryWriter.add_text is not supported, and has no effect',
    ])
    expect(stdout).toBe('runs/digits/first True\n')
    const { summary } = await given.hub.view('written')
    expect(summary).toMatchObject({
      status: 'completed',
      run: { name: 'digits/first', experiment: 'written', client: { name: 'python' } },
    })
    const losses = Array.from({ length: 20 }, (_, step) => `Loss/train,${step},,${Math.fround(1 / (step + 1))}`)
    losses.splice(4, 0, 'Loss/train,3,,7')
    expect(await exported(given.data, 'written', 'Loss/train')).toEqual(losses)
    expect((await given.hub.points('written', 'both/cos')).values[0]).toBe(1)
    expect(await exported(given.data, 'written', 'counted')).toEqual(['counted,0,,1.5', 'counted,1,,2.5'])
    const bins = (rows: string[]) => rows.map((row) => Number(row.split(',')[3]))
    expect(bins(await exported(given.data, 'written', 'weights'))).toEqual(
    [3, 0, 24.75, 0.25, 24.75, 49.5, 0.25, 49.5, 74.25, 0.25, 74.25, 99, 0.25],
  ) // prettier-ignore
    const raw = bins(await exported(given.data, 'written', 'raw'))
    expect(raw.filter((_, i) => i > 0 && i % 3 === 0)).toEqual([0.2, 0.2, 0.2, 0.2, 0.2])
    expect(raw.at(-2)).toBe(9)
  })

  it('goes on behind close, beside other writers; each further set of hyperparameters is a run', async (context) => {
    if (given.here.python === null) return context.skip(given.here.why)
    const script = `
from phasescope.tensorboard import SummaryWriter
train, test = SummaryWriter("runs/train", id="train"), SummaryWriter("runs/test", id="test")
train.add_graph(None)
train.close()
for step in range(3):
    train.add_scalar("loss", step, step)
    test.add_scalar("loss", -step, step)
train.close()
train.add_scalar("loss", 3, 3)
train.close()
for i in range(3):
    test.add_hparams({"lr": 0.1 * i, "bsize": i}, {"hparam/accuracy": 10 * i})
test.close()
`
    await ends(given.here.python, script, ['SummaryWriter.add_graph is not supported, and has no effect'])
    expect(await exported(given.data, 'train', 'loss')).toEqual([0, 1, 2, 3].map((step) => `loss,${step},,${step}`))
    expect(await exported(given.data, 'test', 'loss')).toHaveLength(3)
    const named = Object.fromEntries((await given.hub.runs()).map(({ run, status }) => [run.name, { run, status }]))
    expect(named).toMatchObject({
      train: { status: 'completed' },
      test: { status: 'completed', run: { parameters: { lr: 0, bsize: 0 } } },
      'test/1': { status: 'completed', run: { parameters: { lr: 0.1, bsize: 1 } } },
      'test/2': { status: 'completed', run: { parameters: { lr: 0.2, bsize: 2 } } },
    })
    expect((await given.hub.points(named['test/2']!.run.id, 'hparam/accuracy')).values).toEqual([20])
  })
}
