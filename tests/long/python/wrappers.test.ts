import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Command, Outcome } from '#src/vocabulary/index.ts'
import { exported } from '../../clients/python/exported.ts'
import { python, type Python } from '../../clients/python/python.ts'
import { venv, venvWithTorch, type Venv } from '../../clients/python/venv.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { served, type Served } from '../../served.ts'

/** Those that know Debian's PyTorch. */
const OF_TORCH = ['transformers==4.44.2', 'accelerate==0.33.0'] as const

/** Lightning wants a PyTorch that is newer than Debian's. */
const lightning = process.env['PHASESCOPE_BENCH_PYTHON'] ?? null
const NO_LIGHTNING = 'PHASESCOPE_BENCH_PYTHON names no Python with PyTorch 2 and Lightning'

let torch: Venv
let keras: Venv
let hub: Served
const data = temporaryFolder()
beforeAll(async () => {
  torch = await venvWithTorch(OF_TORCH)
  keras = await venv(['jax[cpu]==0.8.1', 'keras==3.15.1'])
  hub = await served(data.path)
})
afterAll(async () => {
  await hub.kill()
  data[Symbol.dispose]()
})

function started(path: string, script: string, ...args: string[]): Python {
  const env = { PHASESCOPE_DATA: data.path, KERAS_BACKEND: 'jax', OMP_NUM_THREADS: '1', HF_HUB_OFFLINE: '1' }
  return python(path, `import os, sys\nos.chdir("${data.path}")\n${script}`, env, args)
}

async function told(run: string, command: Command): Promise<Outcome> {
  return (await (await hub.command(run, command)).json()) as Outcome
}

/** Pauses it as soon as it can be, sets its rate there, and stops it at the same step, which it gives. */
async function steered(run: string, rate: number): Promise<number> {
  let paused: Outcome
  do paused = await told(run, { type: 'pause' })
  while (!paused.ok)
  expect(await told(run, { type: 'set', key: 'rate', value: rate })).toEqual(paused)
  expect(await told(run, { type: 'stop' })).toEqual(paused)
  return paused.ok ? paused.step! : NaN
}

async function counted(run: string): Promise<Record<string, number>> {
  const { series } = await hub.view(run)
  return Object.fromEntries(series.map(({ name, points }) => [name, points]))
}

const LIGHTNING = `
import torch
from torch.utils.data import DataLoader, TensorDataset
from lightning.pytorch import LightningModule, Trainer, seed_everything
from phasescope.lightning import PhasescopeLogger, PhasescopeSteering
id, epochs, fails_at = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
class Net(LightningModule):
    def __init__(self, width=8, rate=0.5):
        super().__init__()
        self.save_hyperparameters()
        self.net = torch.nn.Sequential(torch.nn.Linear(4, width), torch.nn.Tanh(), torch.nn.Linear(width, 1))
    def step(self, name, batch):
        loss = (self.net(batch[0]) - batch[1]).square().mean()
        self.log(name, loss)
        return loss
    def training_step(self, batch, _):
        if self.global_step == fails_at: raise ValueError("as it should")
        return self.step("train/loss", batch)
    def validation_step(self, batch, _): self.step("val/loss", batch)
    def test_step(self, batch, _): self.step("test/loss", batch)
    def configure_optimizers(self): return torch.optim.SGD(self.parameters(), lr=self.hparams.rate)
seed_everything(0)
x = torch.randn(64, 4)
loader = DataLoader(TensorDataset(x, x.sum(1, keepdim=True)), batch_size=8)
trainer = Trainer(max_epochs=epochs, logger=PhasescopeLogger(project="lit", id=id, save_dir="lit"), callbacks=[PhasescopeSteering()],
                  log_every_n_steps=2, enable_progress_bar=False, enable_model_summary=False, accelerator="cpu")
try:
    trainer.fit(Net(), loader, loader)
    print("fitted", trainer.global_step, trainer.optimizers[0].param_groups[0]["lr"], trainer.checkpoint_callback.best_model_path)
    trainer.test(trainer.lightning_module, loader, verbose=False)
except ValueError as error:
    print("caught", error)
`

it('Lightning logs its metrics and hyperparameters, and goes on with the run where it tests', async (context) => {
  if (lightning === null) return context.skip(NO_LIGHTNING)
  const { code, stdout, stderr } = await started(lightning, LIGHTNING, 'lit', '3', '-1').ended
  expect(code, stderr).toBe(0)
  expect(stdout).toContain('fitted 24 0.5')
  expect(stdout).toContain('lit/lit/lit/checkpoints/')
  expect((await hub.view('lit')).summary).toMatchObject({
    status: 'completed',
    run: { experiment: 'lit', parameters: { width: 8, rate: 0.5 }, backend: { name: 'torch' } },
  })
  expect(await counted('lit')).toEqual({ epoch: 16, 'train/loss': 12, 'val/loss': 3, 'test/loss': 1 })
  expect((await hub.points('lit', 'train/loss')).steps).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23])
})

it('Lightning is paused, gets another rate and stops, and what it raises is why it failed', async (context) => {
  if (lightning === null) return context.skip(NO_LIGHTNING)
  const script = started(lightning, LIGHTNING, 'lit-steered', '1000000', '-1')
  const step = await steered('lit-steered', 0.125)
  const { code, stdout, stderr } = await script.ended
  expect(code, stderr).toBe(0)
  expect(stdout).toContain(`fitted ${step} 0.125`)
  expect((await hub.view('lit-steered')).facts.map(({ report }) => report)).toEqual(
    expect.arrayContaining([expect.objectContaining({ type: 'ended', how: 'stopped', step })]),
  )
  const failing = await started(lightning, LIGHTNING, 'lit-failed', '3', '5').ended
  expect(failing.stdout).toContain('caught as it should')
  const { summary, facts } = await hub.view('lit-failed')
  expect(summary.status).toBe('failed')
  expect(facts.at(-1)!.report).toMatchObject({ type: 'ended', how: 'failed', why: 'ValueError: as it should' })
})

const TRANSFORMERS = `
import torch
from transformers import Trainer, TrainingArguments
from phasescope.huggingface import PhasescopeCallback
id, epochs = sys.argv[1], int(sys.argv[2])
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(4, 1)
    def forward(self, x, labels):
        out = self.layer(x)
        return {"loss": (out - labels).square().mean(), "logits": out}
torch.manual_seed(0)
rows = [{"x": x, "labels": x.sum(0, keepdim=True)} for x in torch.randn(64, 4)]
args = TrainingArguments(output_dir="hf", num_train_epochs=epochs, per_device_train_batch_size=8, logging_steps=2, eval_strategy="epoch",
                         save_strategy="no", report_to=[], learning_rate=0.5, lr_scheduler_type="constant", disable_tqdm=True, use_cpu=True)
trainer = Trainer(Net(), args, train_dataset=rows, eval_dataset=rows, callbacks=[PhasescopeCallback(project="hf", id=id)])
trainer.train()
print("trained", trainer.state.global_step, trainer.optimizer.param_groups[0]["lr"])
if epochs == 2: trainer.evaluate()
`

it("Hugging Face's trainer logs what it trains and evaluates, and its arguments", async (context) => {
  if (torch.python === null) return context.skip(torch.why)
  const { code, stdout, stderr } = await started(torch.python, TRANSFORMERS, 'hf', '2').ended
  expect(code, stderr).toBe(0)
  expect(stdout).toContain('trained 16 0.5')
  expect((await hub.view('hf')).summary).toMatchObject({
    status: 'completed',
    run: { experiment: 'hf', steps: 16, parameters: { learning_rate: 0.5, per_device_train_batch_size: 8 } },
  })
  expect(await counted('hf')).toMatchObject({
    'train/loss': 8,
    'train/learning_rate': 8,
    'eval/loss': 3,
    'train/train_loss': 1,
  })
  expect((await exported(data.path, 'hf', 'eval/loss')).map((row) => row.split(',')[1])).toEqual(['8', '16', '16'])
})

it("Hugging Face's trainer is paused, gets another rate and stops", async (context) => {
  if (torch.python === null) return context.skip(torch.why)
  const script = started(torch.python, TRANSFORMERS, 'hf-steered', '1000000')
  const step = await steered('hf-steered', 0.125)
  const { code, stdout, stderr } = await script.ended
  expect(code, stderr).toBe(0)
  expect(stdout).toContain(`trained ${step} 0.125`)
  expect((await hub.view('hf-steered')).summary.status).toBe('stopped')
})

const KERAS = `
import numpy as np, keras
from phasescope.keras import PhasescopeCallback
id, epochs = sys.argv[1], int(sys.argv[2])
keras.utils.set_random_seed(0)
x = np.random.randn(64, 4).astype("float32")
model = keras.Sequential([keras.layers.Dense(8, activation="tanh"), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(0.5), loss="mse")
watched = PhasescopeCallback(project="keras", id=id, every=2)
model.fit(x, x.sum(1), batch_size=8, epochs=epochs, verbose=0, validation_split=0.25, callbacks=[watched])
print("fitted", watched.trained, float(model.optimizer.learning_rate))
`

it('Keras logs its batches and epochs, and is steered', async (context) => {
  if (keras.python === null) return context.skip(keras.why)
  const ended = await started(keras.python, KERAS, 'keras', '3').ended
  expect(ended.code, ended.stderr).toBe(0)
  expect(ended.stdout).toContain('fitted 18 0.5')
  expect((await hub.view('keras')).summary).toMatchObject({
    status: 'completed',
    run: { steps: 18, parameters: { epochs: 3, 'optimizer/name': 'sgd', 'optimizer/learning_rate': 0.5 } },
  })
  expect(await counted('keras')).toEqual({ 'batch/loss': 9, 'epoch/loss': 3, 'epoch/val_loss': 3, epoch: 3 })
  expect((await hub.points('keras', 'epoch/val_loss')).steps).toEqual([5, 11, 17])
  const script = started(keras.python, KERAS, 'keras-steered', '1000000')
  const step = await steered('keras-steered', 0.125)
  const { code, stdout, stderr } = await script.ended
  expect(code, stderr).toBe(0)
  expect(stdout).toContain(`fitted ${step} 0.125`)
  expect((await hub.view('keras-steered')).summary.status).toBe('stopped')
})
