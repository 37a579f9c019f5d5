import { comparisonFigure } from '../comparison.ts'
import type { FigurePanel } from '../figure.ts'
import { paperTheme, type PaperTheme } from './theme.ts'
import { element, svgElement } from './elements.ts'
import { plotIn, svgOfFigure } from '../svg.ts'
import { readText, stepTickText } from '../tick-text.ts'
import { comparisonFromJson } from './comparison-data.ts'
import { readingsAt, replayed, type Reading } from './replayed.ts'
import { Shown } from './shown.ts'

/** What replays a comparison in its own HTML file: a legend whose groups are isolated and hidden, and a slider over x. */
const PANEL = { left: 0, top: 0, width: 300, height: 180 }
/** The slider goes so many places along the axis. */
const PLACES = 1_000
/** A replay of all of it takes so long. */
const REPLAY_MS = 8_000

const data = comparisonFromJson(document.getElementById('comparison')!.textContent)
const shown = new Shown()
let theme = paperTheme()
let figure = comparisonFigure(data.series, { ...data.settings, theme })
let lit: string | null = null
let place = PLACES

const main = document.querySelector('main')!
const play = element('button', { type: 'button' }, 'Replay')
const slider = element('input', {
  ...{ type: 'range', min: '0', max: String(PLACES), value: String(PLACES), 'aria-label': 'Replay as far as' },
})
const reached = element('output')
const dark = element('button', { type: 'button' }, 'Light or dark')
const all = element('button', { type: 'button' }, 'Show all')
const legend = element('ul', { 'aria-label': 'Groups' })
const panels = element('div', { class: 'panels' })
main.append(
  element('h1', {}, data.title),
  element('p', { id: 'note' }, figure.note),
  element('p', {}, 'Click a group to see it alone, with Alt to hide it.'),
  element('div', { class: 'bar' }, play, slider, reached, all, dark),
  legend,
  panels,
)

if (data.settings.color !== null) legend.append(element('li', { class: 'title' }, data.settings.color))
const entries = (figure.legend?.entries ?? []).map(({ label }) => {
  const sample = svgElement('svg', { width: '16', height: '8', 'aria-hidden': 'true' })
  const said = element('span')
  const button = element('button', { type: 'button', 'data-group': label }, sample, label, said)
  button.addEventListener('click', ({ altKey }) => {
    if (altKey) shown.hide(label)
    else shown.isolate(label)
    draw()
  })
  button.addEventListener('pointerenter', () => light(label))
  button.addEventListener('pointerleave', () => light(null))
  legend.append(element('li', {}, button))
  return { label, sample, said, button }
})
const frames = figure.panels.map((panel, index) => {
  const caption = element('figcaption')
  const frame = element('figure', { 'aria-label': panel.title })
  frame.addEventListener('pointermove', (event) => point(index, event))
  frame.addEventListener('pointerleave', () => {
    caption.textContent = ''
    for (const { said } of entries) said.textContent = ''
    light(null)
  })
  panels.append(frame)
  return { frame, caption }
})

/** The x that the replay has come to, the same share of the way in every panel. */
function untilIn(panel: FigurePanel): number {
  const { left, width, xAt } = plotIn(panel, PANEL)
  return place === PLACES ? Infinity : xAt(left + (width * place) / PLACES)
}

function momentOf(panel: FigurePanel): FigurePanel {
  return replayed(panel, { until: untilIn(panel), isShown: (group) => shown.has(group), lit })
}

function draw(): void {
  figure.panels.forEach((panel, i) => {
    const { frame, caption } = frames[i]!
    const alone = { ...figure, ...PANEL, columns: 1, legend: null, panels: [momentOf(panel)] }
    // The figure's texts are escaped where it is written (element.ts).
    frame.innerHTML = svgOfFigure(alone, theme)
      .replace(/ width="[^"]*" height="[^"]*"/, '')
      .replaceAll('plot-0', `plot-${i}`)
    frame.append(caption)
  })
  for (const { label, button, sample } of entries) {
    button.setAttribute('aria-pressed', String(shown.has(label)))
    const { color, dash } = figure.legend!.entries.find((entry) => entry.label === label)!
    sample.replaceChildren(
      svgElement('path', {
        d: 'M0 4h16',
        stroke: color,
        'stroke-width': '2.5',
        'stroke-dasharray': dash?.join(' ') ?? '',
      }),
    )
  }
  const [first] = figure.panels
  const until = first === undefined ? 0 : untilIn(first)
  reached.textContent = `${data.settings.xLabel} ${xText(Math.min(until, first?.x.to ?? 0))}`
  slider.setAttribute('aria-valuetext', reached.textContent)
}

function light(group: string | null): void {
  if (lit === group) return
  lit = group
  draw()
}

/** Says what is under the pointer, and lights the group that is nearest to it. */
function point(index: number, { clientX, clientY }: PointerEvent): void {
  const panel = momentOf(figure.panels[index]!)
  const { frame, caption } = frames[index]!
  const box = frame.querySelector('svg')?.getBoundingClientRect()
  if (box === undefined) return
  const plot = plotIn(panel, PANEL)
  const scale = PANEL.width / box.width
  const x = plot.xAt((clientX - box.left) * scale)
  const readings = readingsAt(panel, Math.min(x, untilIn(panel)))
  const away = ({ value }: Reading) => Math.abs(plot.y(value) - (clientY - box.top) * scale)
  const [near] = readings.filter((one) => Number.isFinite(away(one))).toSorted((a, b) => away(a) - away(b))
  caption.textContent = [
    `${data.settings.xLabel} ${xText(x)}`,
    ...(near === undefined ? [] : [`${near.run ?? near.group}: ${readText(near.value)}`]),
  ].join(' · ')
  for (const { label, said } of entries) {
    const center = readings.find(({ group, run }) => group === label && run === null)
    said.textContent = center === undefined ? '' : readText(center.value)
  }
  light(near?.group ?? null)
}

function xText(x: number): string {
  return data.settings.xTicks === 'steps' ? stepTickText(Math.round(x)) : readText(x)
}

let began: number | null = null
function go(now: number): void {
  if (began === null) return
  place = Math.min(PLACES, Math.round(((now - began) / REPLAY_MS) * PLACES))
  slider.value = String(place)
  draw()
  if (place < PLACES) requestAnimationFrame(go)
  else stop()
}
function stop(): void {
  began = null
  play.textContent = 'Replay'
}
play.addEventListener('click', () => {
  if (began !== null) return stop()
  play.textContent = 'Stop'
  const from = place === PLACES ? 0 : place
  began = performance.now() - (from / PLACES) * REPLAY_MS
  requestAnimationFrame(go)
})
slider.addEventListener('input', () => {
  stop()
  place = Number(slider.value)
  draw()
})
all.addEventListener('click', () => {
  shown.all()
  draw()
})
function turn(next: PaperTheme): void {
  theme = next
  figure = comparisonFigure(data.series, { ...data.settings, theme })
  draw()
}
dark.addEventListener('click', () => {
  document.documentElement.dataset['theme'] = theme === 'light' ? 'dark' : 'light'
  turn(paperTheme())
})
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => turn(paperTheme()))
draw()
