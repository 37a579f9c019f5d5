import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type uPlot from 'uplot'

/** So many charts of so many lines, each of so many points already, with one more of each line at every tick. */
interface Charts {
  readonly charts: number
  readonly lines: number
  readonly points: number
  readonly perSecond: number
  readonly width: number
  readonly height: number
}

const UPLOT = join(import.meta.dirname, '../../node_modules/uplot/dist')

/** A page with uPlot and nothing else, that draws what the dashboard draws: what is left is what the dashboard adds. */
export async function drawBare(page: Page, charts: Charts): Promise<void> {
  await page.setContent('<!doctype html><main style="display: flex; flex-wrap: wrap"></main>')
  await page.addStyleTag({ path: join(UPLOT, 'uPlot.min.css') })
  await page.addScriptTag({ path: join(UPLOT, 'uPlot.iife.min.js') })
  await page.evaluate(({ charts, lines, points, perSecond, width, height }) => {
    const Plot = (window as unknown as { uPlot: typeof uPlot }).uPlot
    const colors = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#999999']
    const series = [{}, ...Array.from({ length: lines }, (_, i) => ({ stroke: colors[i % colors.length]!, width: 1.5 }))] // prettier-ignore
    const steps = Array.from({ length: points }, (_, i) => i)
    const valueAt = (chart: number, line: number, step: number) => Math.sin(step / 20 + line) + chart
    const all = Array.from({ length: charts }, (_, chart) => {
      const data = [[...steps], ...Array.from({ length: lines }, (_, line) => steps.map((step) => valueAt(chart, line, step)))] // prettier-ignore
      const plot = new Plot({ width, height, legend: { show: false }, scales: { x: { time: false } }, series }, data as uPlot.AlignedData, document.querySelector('main')!) // prettier-ignore
      return { plot, data }
    })
    let step = points
    setInterval(() => {
      for (const [chart, { plot, data }] of all.entries()) {
        data[0]!.push(step)
        for (let line = 0; line < lines; line++) data[line + 1]!.push(valueAt(chart, line, step))
        plot.setData(data as uPlot.AlignedData)
      }
      step += 1
    }, 1000 / perSecond)
  }, charts)
}
