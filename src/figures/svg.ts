import { linearTicks, logStepTicks, logTicks } from './axis.ts'
import { element, escaped, short } from './element.ts'
import type { Figure, FigureAxis, FigureLegend, FigurePanel } from './figure.ts'
import { fittingLabels } from './fit-labels.ts'
import { drawnLayer } from './layers.ts'
import { fittingText, FONT, textWidth } from './letters.ts'
import { PAPER_INKS, type PaperTheme } from './paper-colors.ts'
import { placeOf, type Place } from './place.ts'
import { secondsTickText, stepTickText, tickTexts } from './tick-text.ts'

/** Sizes of letters that journals ask for once a figure is in its column. */
const LABEL = 8
const TICK = 7
type Inks = (typeof PAPER_INKS)[PaperTheme]
/** Room around a plot. */
const ABOVE = 16
const BELOW = 28
const LEFT = 44
const RIGHT = 8
const TICK_GAP_X = 40
const TICK_GAP_Y = 22
const LEGEND_LINE = 12
/** Of the line or dot before a label of the legend, with what parts it from that. */
const SAMPLE = 18

/**
 * A figure as a whole SVG document: letters stay letters, in a font that every system has a twin of; nothing is fetched, and what
 * reaches beyond an axis is cut off at it.
 */
export function svgOfFigure(figure: Figure, theme: PaperTheme = 'light'): string {
  const inks = PAPER_INKS[theme]
  const { width, height, columns, panels, legend, note } = figure
  const legendLines = legend === null ? [] : linesOf(legend, width)
  const head = legendLines.length * LEGEND_LINE + (legendLines.length > 0 ? 4 : 0)
  const rows = Math.max(1, Math.ceil(panels.length / columns))
  const whole = head + rows * height
  const drawn = panels.map((panel, i) => {
    const box = { left: ((i % columns) * width) / columns, top: head + Math.floor(i / columns) * height }
    return drawnPanel(panel, { ...box, width: width / columns, height }, i, inks)
  })
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: `${short(width)}pt`,
      height: `${short(whole)}pt`,
      viewBox: `0 0 ${short(width)} ${short(whole)}`,
      'font-family': FONT,
    },
    element('desc', {}, escaped(note)),
    element('rect', { width, height: whole, fill: inks.ground }),
    ...legendLines.map((line, i) => drawnLegend(line, (i + 1) * LEGEND_LINE - 3, inks)),
    ...drawn,
  )
}

type Box = Pick<Place, 'left' | 'top' | 'width' | 'height'>

/** Where the plot of a panel lies in a box of the figure. */
export function plotIn(panel: FigurePanel, { left, top, width, height }: Box): Place {
  return placeOf(panel, {
    left: left + LEFT,
    top: top + ABOVE,
    width: width - LEFT - RIGHT,
    height: height - ABOVE - BELOW,
  })
}

function drawnPanel(panel: FigurePanel, box: Box, index: number, inks: Inks): string {
  const place = plotIn(panel, box)
  const { left, top, width, height } = place
  const clip = `plot-${index}`
  return element(
    'g',
    // What the axes span, to every digit: whoever reads numbers off the figure needs it.
    { 'data-x': `${panel.x.from} ${panel.x.to}`, 'data-y': `${panel.y.from} ${panel.y.to}` },
    element('clipPath', { id: clip }, element('rect', { x: left, y: top, width, height })),
    ...xTicks(panel.x, place, inks),
    ...yTicks(panel.y, place, inks),
    element('g', { 'clip-path': `url(#${clip})` }, ...panel.layers.map((layer) => drawnLayer(layer, place))),
    element('path', {
      d: `M${short(left)} ${short(top)}V${short(top + height)}H${short(left + width)}`,
      stroke: inks.ink,
      'stroke-width': 0.75,
      fill: 'none',
    }),
    text(fittingText(panel.title, LABEL, width + LEFT), box.left + 2, box.top + LABEL + 2, {
      size: LABEL,
      ink: inks.ink,
      weight: 600,
    }),
    text(fittingText(panel.x.label, LABEL, width), left + width / 2, top + height + BELOW - 5, {
      size: LABEL,
      ink: inks.ink,
      anchor: 'middle',
    }),
    text(fittingText(panel.y.label, LABEL, height), 0, 0, {
      size: LABEL,
      ink: inks.ink,
      anchor: 'middle',
      transform: `translate(${short(box.left + LABEL + 1)} ${short(top + height / 2)}) rotate(-90)`,
    }),
  )
}

function xTicks(axis: FigureAxis, place: Place, { ink }: Inks): string[] {
  const most = Math.max(2, Math.floor(place.width / TICK_GAP_X))
  const labels = fittingLabels(
    (room) => labelsOf(axis, room, place.x),
    most,
    (said) => textWidth(said, TICK),
  )
  const bottom = place.top + place.height
  return labels.flatMap(({ text: said, at }) => [
    element('path', { d: `M${short(at)} ${short(bottom)}v3`, stroke: ink, 'stroke-width': 0.5 }),
    text(said, at, bottom + 3 + TICK, { size: TICK, ink, anchor: 'middle' }),
  ])
}

function yTicks(axis: FigureAxis, place: Place, { ink, faint }: Inks): string[] {
  const { left, width, height } = place
  const labels = labelsOf(axis, Math.max(2, Math.floor(height / TICK_GAP_Y)), place.y)
  return labels.flatMap(({ text: said, at }) => [
    element('path', { d: `M${short(left)} ${short(at)}h${short(width)}`, stroke: faint, 'stroke-width': 0.4 }),
    text(said, left - 3, at + TICK * 0.35, { size: TICK, ink, anchor: 'end' }),
  ])
}

function labelsOf(axis: FigureAxis, room: number, place: (value: number) => number): { text: string; at: number }[] {
  const { scale, ticks } = axis
  // An axis may run downwards, as the rows of a matrix do.
  const [from, to] = axis.from <= axis.to ? [axis.from, axis.to] : [axis.to, axis.from]
  if (typeof ticks === 'object') return ticks.map(({ at, text: said }) => ({ text: said, at: place(at) }))
  const values = { linear: linearTicks, log: logTicks, steps: logStepTicks }[scale](from, to, room)
  const texts =
    ticks === 'steps' ? values.map(stepTickText) : ticks === 'seconds' ? values.map(secondsTickText) : tickTexts(values)
  return values.map((value, i) => ({ text: texts[i]!, at: place(value) })).filter(({ at }) => Number.isFinite(at))
}

interface LegendItem {
  readonly at: number
  readonly label: string
  readonly entry: FigureLegend['entries'][number] | null
}

/** The entries from left to right, the title first, and on as many lines as they need. */
function linesOf({ title, entries }: FigureLegend, width: number): LegendItem[][] {
  const lines: LegendItem[][] = [[]]
  let at = 2
  const add = (label: string, entry: LegendItem['entry']) => {
    const shown = fittingText(label, TICK, width - SAMPLE - 4)
    const takes = (entry === null ? 0 : SAMPLE) + textWidth(shown, TICK) + 8
    if (at > 2 && at + takes > width) {
      lines.push([])
      at = 2
    }
    lines.at(-1)!.push({ at, label: shown, entry })
    at += takes
  }
  if (title !== '') add(title, null)
  for (const entry of entries) add(entry.label, entry)
  return lines.filter((line) => line.length > 0)
}

function drawnLegend(items: readonly LegendItem[], baseline: number, { ink }: Inks): string {
  const middle = baseline - TICK * 0.35
  return items
    .map(({ at, label, entry }) => {
      if (entry === null) return text(label, at, baseline, { size: TICK, ink, weight: 600 })
      const { color, dash, dot } = entry
      const paint = dot === 'open' ? { fill: 'none', stroke: color, 'stroke-width': 0.75 } : { fill: color }
      const sample =
        dot === 'square'
          ? element('rect', { x: at + 3, y: middle - 3, width: 8, height: 6, fill: color })
          : dot === undefined
            ? element('path', {
                d: `M${short(at)} ${short(middle)}h14`,
                stroke: color,
                'stroke-width': 1.5,
                'stroke-dasharray': dash?.join(' ') || undefined,
              })
            : element('circle', { cx: at + 7, cy: middle, r: 2, ...paint })
      return sample + text(label, at + SAMPLE, baseline, { size: TICK, ink })
    })
    .join('')
}

interface TextStyle {
  readonly size: number
  readonly ink: string
  readonly anchor?: 'middle' | 'end'
  readonly weight?: number
  readonly transform?: string
}

function text(said: string, x: number, y: number, { size, ink, anchor, weight, transform }: TextStyle): string {
  if (said === '') return ''
  const style = { 'font-size': size, 'text-anchor': anchor, 'font-weight': weight, transform, fill: ink }
  return element('text', { x, y, ...style }, escaped(said))
}
