import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepOfPeople, openStore } from '#src/store/index.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { served, type Served } from '../../served.ts'
import { arrival, keep } from '../../src/store/contract.ts'
import { foreignStarted } from '../../src/store/foreign-runs.ts'
import { declaration, enveloped, measuredReport, scalarColumn } from '../../src/store/reports.ts'
import { python } from './python.ts'
import { venv, type Venv } from './venv.ts'

let here: Venv
const data = temporaryFolder()
let hub: Served
const POINTS = 30_000
beforeAll(async () => {
  here = await venv()
  const store = await openStore(data.path)
  const arrivals = Array.from({ length: 203 }, (_, i) => {
    const id = `r-${String(i).padStart(3, '0')}`
    return arrival(
      enveloped(id, 0, [
        foreignStarted(id, { startedAt: 1_700_000_000_000 + i * 1000, parameters: { lr: i / 1000, opt: 'adam' }, seed: i }), // prettier-ignore
        { type: 'declared', series: declaration('test/loss') },
        measuredReport(scalarColumn('test/loss', [0, 2, 3, 3], [1 / 3, NaN, -Infinity, i])),
        { type: 'described', step: 3, summary: { best: i, worst: 'NaN' } },
      ]),
    )
  })
  for (const kept of await store.ingest(arrivals)) expect(kept.ok).toBe(true)
  const steps = Array.from({ length: POINTS }, (_, i) => i)
  const frames = {
    series: 'spectrum',
    steps: Float64Array.of(1, 2),
    values: Float64Array.of(1, NaN, 3),
    lengths: Uint32Array.of(2, 1),
  }
  const long = measuredReport(scalarColumn('a b/ü%', steps, steps.map((i) => (i === 7 ? NaN : Math.sin(i)))), frames) // prettier-ignore
  await keep(store, enveloped('r-000', 4, [long]))
  await keepOfPeople(store, 'r-001', { type: 'labeled', tags: ['paper'], note: 'Look' }, 1_700_000_000_000)
  await store.close()
  hub = await served(data.path)
})
afterAll(async () => {
  await hub?.kill()
  data[Symbol.dispose]()
})

/** What a script prints as JSON (of Python, which knows NaN as a word). */
async function said(script: string, env: NodeJS.ProcessEnv = {}): Promise<unknown> {
  const prelude = 'import json, math, phasescope\napi = phasescope.Api()\n'
  const { code, stdout, stderr } = await python(here.python!, prelude + script, { PHASESCOPE_DATA: data.path, ...env }).ended // prettier-ignore
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

describe('what a hub has, read from Python', () => {
  it('is runs by a condition, all pages of them, with what they were begun with and came to', async (context) => {
    if (here.python === null) return context.skip(here.why)
    const script = `
runs = api.runs('lr >= 0.001', sort="started", descending=False)
one = api.runs(tag="paper")[0]
print(json.dumps({
    "count": len(runs), "ids": [runs[0].id, runs[-1].id], "url": one.url.replace(api.url, ""),
    "one": [one.name, one.project, one.status, one.step, one.seed, one.tags, one.note, one.config, one.series],
    "best": one.summary["best"], "worst": math.isnan(one.summary["worst"]),
    "values": [[str(value) for value in values] for values in api.runs('lr > 0.2').values('at("test/loss", 2)', 'summary("best")', 'lr', 'nothing')],
    "prefix": api.run("r-202").id,
}))`
    expect(await said(script)).toEqual({
      count: 202,
      ids: ['r-001', 'r-202'],
      url: '/runs/r-001',
      one: ['r-001', 'nanogpt', expect.stringMatching(/running|lost/), 3, 1, ['paper'], 'Look', { lr: 0.001, opt: 'adam' }, ['test/loss']], // prettier-ignore
      best: 1,
      worst: true,
      values: [202, 201].map((i) => ['nan', `${i}`, `${i / 1000}`, 'None']),
      prefix: 'r-202',
    })
  })

  it('is every point of a series, to the bit', async (context) => {
    if (here.python === null) return context.skip(here.why)
    const script = `
history = api.run("r-000").history()
points = history["a b/ü%"]
rows = list(api.run("r-005").history("test/loss").rows())
print(json.dumps({
    "names": list(history), "count": len(points), "steps": points.steps == list(range(${POINTS})),
    "nan": math.isnan(points.values[7]), "values": [value.hex() for value in points.values[:3]],
    "frames": [history["spectrum"].steps, [[str(x) for x in frame] for frame in history["spectrum"].values]],
    "rows": [[row["step"], str(row["test/loss"])] for row in rows],
}))`
    expect(await said(script)).toEqual({
      names: ['test/loss', 'a b/ü%', 'spectrum'],
      count: POINTS,
      steps: true,
      nan: true,
      values: ['0x0.0p+0', '0x1.aed548f090ceep-1', '0x1.d18f6ead1b446p-1'],
      frames: [
        [1, 2],
        [['1.0', 'nan'], ['3.0']],
      ],
      rows: [
        [0, '0.3333333333333333'],
        [2, 'nan'],
        [3, '-inf'],
        [3, '5.0'],
      ],
    })
  })

  it('is a frame of pandas, which is loaded when it is asked for', async (context) => {
    if (here.python === null) return context.skip(here.why)
    const script = `
import sys
before = "pandas" in sys.modules
table = api.runs("lr <= 0.002").to_pandas(values=['min("test/loss")'])
wide = api.run("r-000").history("test/loss", "a b/ü%").to_pandas()
print(json.dumps({
    "before": before, "columns": list(table.columns), "lr": list(table["config.lr"]), "started": str(table["started"][2]),
    "min": [str(value) for value in table['min("test/loss")']], "best": list(table["summary.best"]),
    "wide": [list(wide.columns), len(wide), wide.index.name, [str(value) for value in wide["test/loss"][:5]]],
}))`
    expect(await said(script)).toEqual({
      before: false,
      columns: [
        ...['id', 'name', 'project', 'status', 'step', 'seed', 'started', 'group', 'tags'],
        ...['config.lr', 'config.opt', 'summary.best', 'summary.worst', 'min("test/loss")'],
      ],
      lr: [0.002, 0.001, 0],
      started: '2023-11-14 22:13:20+00:00',
      min: ['0.3333333333333333', '0.3333333333333333', '0.0'],
      best: [2, 1, 0],
      wide: [['test/loss', 'a b/ü%'], POINTS + 1, 'step', ['0.3333333333333333', 'nan', 'nan', '-inf', '0.0']],
    })
  })

  it('is shown in a notebook as a curve and a link, and nothing of it is markup', async (context) => {
    if (here.python === null) return context.skip(here.why)
    const script = `
from phasescope.notebook import Shown
shown = api.run("r-003").show()
odd = Shown({"run": {"name": "<b>", "experiment": "&"}, "status": "lost", "step": 1, "spark": None}, "http://h/runs/a")
begun = phasescope.init(project="p", id="here", hub=api.url)
link = begun.show()
begun.finish()
off = phasescope.init(project="p", mode="disabled").show()
print(json.dumps([shown._repr_html_(), repr(shown) == api.run("r-003").url, odd._repr_html_(), link._repr_html_(), repr(link), off._repr_html_()]))`
    const [html, isAddress, odd, link, address, off] = (await said(script)) as string[]
    expect(html).toMatch(
      /<a href="http:\/\/127.0.0.1:\d+\/runs\/r-003" target="_blank" rel="noopener noreferrer">r-003<\/a>/,
    )
    expect(html).toMatch(/<polyline points="4.0,60.0 316.0,4.0"/)
    expect(html).toContain('test/loss: 3')
    expect(isAddress).toBe(true)
    expect(odd).toContain('&lt;b&gt;</a> <small>&amp;: lost at step 1')
    expect(address).toBe(`${hub.url}/runs/here`)
    expect(link).toContain(`href="${hub.url}/runs/here"`)
    expect(off).toMatch(/goes to no hub/)
  })

  it('is refused in the words of the hub', async (context) => {
    if (here.python === null) return context.skip(here.why)
    const script = `
def why(work):
    try:
        work()
    except phasescope.ApiError as error:
        return str(error)
print(json.dumps([
    why(lambda: len(api.runs("lr >"))), why(lambda: api.run("none")), why(lambda: api.run("r-2")), why(lambda: api.run("r-001").history("loss")),
    why(lambda: len(phasescope.Api("http://127.0.0.1:9").runs())),
]))`
    expect(await said(script)).toEqual([
      expect.stringMatching(/lr >/),
      expect.stringMatching(/has no run 'none'/),
      expect.stringMatching(/'r-2' is the beginning of 3 runs: r-20/),
      expect.stringMatching(/'loss'.*test\/loss/),
      expect.stringMatching(/http:\/\/127.0.0.1:9 cannot be reached .* is it running\?/),
    ])
  })
})
