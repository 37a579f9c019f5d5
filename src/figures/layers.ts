import { element, escaped, short } from './element.ts'
import type { Layer } from './figure.ts'
import { drawnMarks } from './marks.ts'
import type { Place } from './place.ts'
import { lineOver } from './stretch.ts'

/** A layer as elements of an SVG. */
export function drawnLayer(layer: Layer, place: Place): string {
  switch (layer.kind) {
    case 'line':
      return line(layer, place)
    case 'band':
      return band(layer, place)
    case 'intervals':
      return intervals(layer, place)
    case 'dots':
      return dots(layer, place)
    case 'rule':
      return rule(layer, place)
    case 'cells':
      return cells(layer, place)
    case 'image':
      return image(layer, place)
    case 'marks':
      return drawnMarks(layer.marks, place)
    case 'beyond':
      return beyond(layer, place)
  }
}

type Of<Kind extends Layer['kind']> = Extract<Layer, { kind: Kind }>

/** A line breaks at what has no place; a point alone between two breaks is a dot. */
function line({ x, y, color, width = 1, opacity, dash }: Of<'line'>, place: Place): string {
  const pieces = piecesOf(x, [y], place)
  const path = pieces.filter((piece) => piece.length > 1).map((piece) => `M${piece.map(pointText).join('L')}`)
  const alone = pieces.filter((piece) => piece.length === 1).map(([point]) => point!)
  const stroke = { stroke: color, 'stroke-width': width, opacity, 'stroke-linejoin': 'round' }
  return [
    path.length === 0
      ? ''
      : element('path', {
          ...stroke,
          d: path.join(''),
          fill: 'none',
          'stroke-dasharray': dash?.join(' ') || undefined,
        }),
    ...alone.map(([cx, cy]) => element('circle', { cx, cy, r: width, fill: color, opacity })),
  ].join('')
}

function band({ x, low, high, color }: Of<'band'>, place: Place): string {
  const shapes = piecesOf(x, [low, high], place).map((piece) => {
    const there = piece.map(([px, first]) => `${short(px)} ${short(first)}`)
    const back = piece.map(([px, , second]) => `${short(px)} ${short(second!)}`).reverse()
    return `M${[...there, ...back].join('L')}Z`
  })
  return shapes.length === 0 ? '' : element('path', { d: shapes.join(''), fill: color, 'fill-opacity': 0.2 })
}

function intervals({ x, low, high, color, width = 0.75, opacity }: Of<'intervals'>, place: Place): string {
  const strokes = piecesOf(x, [low, high], place)
    .flat()
    .map(([px, first, second]) => `M${short(px)} ${short(first)}V${short(second!)}`)
  if (strokes.length === 0) return ''
  return element('path', { d: strokes.join(''), stroke: color, 'stroke-width': width, opacity, fill: 'none' })
}

function dots({ x, y, color, open = false, radius = 2, titles }: Of<'dots'>, place: Place): string {
  const paint = open ? { fill: 'none', stroke: color, 'stroke-width': 0.75 } : { fill: color }
  return Array.from(x, (at, i) => {
    const [cx, cy] = [place.x(at), place.y(y[i]!)]
    if (!Number.isFinite(cx) || !Number.isFinite(cy)) return ''
    const said = titles?.[i]
    if (said === undefined) return element('circle', { cx, cy, r: radius, ...paint })
    // A pointer need not meet the dot itself.
    const around = element('circle', { cx, cy, r: REACH, fill: 'none', 'pointer-events': 'all' })
    return element('g', {}, titled(said), element('circle', { cx, cy, r: radius, ...paint }), around)
  }).join('')
}

/** How near to a dot a pointer is on it. */
const REACH = 5

function titled(text: string): string {
  return element('title', {}, escaped(text))
}

const RULE_SIZE = 6

function rule({ axis, at, over = {}, label, color }: Of<'rule'>, place: Place): string {
  const { left, top, width, height } = place
  const where = axis === 'x' ? place.x(at) : place.y(at)
  const isInside = axis === 'x' ? where >= left && where <= left + width : where >= top && where <= top + height
  const across = lineOver(over, { left, width, x: place.x, least: 4 * RULE_SIZE })
  if (!isInside || across === null) return ''
  const d =
    axis === 'x'
      ? `M${short(where)} ${short(top)}V${short(top + height)}`
      : `M${short(across.left)} ${short(where)}H${short(across.right)}`
  const text = { fill: color, 'font-size': RULE_SIZE }
  // On the side that has more room.
  const start = axis === 'x' ? where : across.left
  const isLate = start > left + width / 2
  const beside =
    axis === 'x'
      ? { x: where + (isLate ? -2 : 2), y: top + RULE_SIZE }
      : { x: isLate ? across.right - 2 : start + 2, y: where - 2 }
  return [
    element('path', { d, stroke: color, 'stroke-width': 0.5, 'stroke-dasharray': '2 2', fill: 'none' }),
    label === ''
      ? ''
      : element('text', { ...beside, ...text, 'text-anchor': isLate ? 'end' : undefined }, escaped(label)),
  ].join('')
}

function cells({ x, y, colors, titles }: Of<'cells'>, place: Place): string {
  const columns = x.length - 1
  return colors
    .map((fill, i) => {
      const [column, row] = [i % columns, Math.floor(i / columns)]
      const [left, right] = [place.x(x[column]!), place.x(x[column + 1]!)]
      const [bottom, top] = [place.y(y[row]!), place.y(y[row + 1]!)]
      const said = titles?.[i]
      const inside = said === undefined ? [] : [titled(said)]
      return element('rect', { x: left, y: top, width: right - left, height: bottom - top, fill }, ...inside)
    })
    .join('')
}

function image({ x: [from, to], y: [low, high], href }: Of<'image'>, place: Place): string {
  const [left, right] = [place.x(from), place.x(to)].toSorted((a, b) => a - b) as [number, number]
  const [top, bottom] = [place.y(low), place.y(high)].toSorted((a, b) => a - b) as [number, number]
  const box = { x: left, y: top, width: right - left, height: bottom - top }
  return element('image', { ...box, preserveAspectRatio: 'none', style: 'image-rendering: pixelated', href })
}

/** A tick is so high, and an arrow so wide and high. */
const TICK = 4

function beyond({ x, where, color }: Of<'beyond'>, { x: along, left, width, top, height }: Place): string {
  const places = Array.from(x, along).filter((at) => at >= left && at <= left + width)
  if (places.length === 0) return ''
  const foot = top + height
  const d = places.map((at) => {
    if (where === 'foot') return `M${short(at)} ${short(foot)}v${-TICK}`
    const [tip, base] = where === 'top' ? [top, top + TICK] : [foot, foot - TICK]
    return `M${short(at)} ${short(tip)}L${short(at - TICK / 2)} ${short(base)}h${TICK}Z`
  })
  const paint = where === 'foot' ? { stroke: color, 'stroke-width': 0.75 } : { fill: color }
  return element('path', { d: d.join(''), ...paint })
}

type PlacedPoint = readonly [x: number, ...y: [number, ...number[]]]

/** Runs of neighbors that all have a place. */
function piecesOf(
  x: ArrayLike<number>,
  columns: readonly [ArrayLike<number>, ...ArrayLike<number>[]],
  place: Place,
): PlacedPoint[][] {
  const pieces: PlacedPoint[][] = []
  let open: PlacedPoint[] | null = null
  for (let i = 0; i < x.length; i++) {
    const point = [place.x(x[i]!), ...columns.map((column) => place.y(column[i]!))] as unknown as PlacedPoint
    if (!point.every(Number.isFinite)) open = null
    else if (open === null) pieces.push((open = [point]))
    else open.push(point)
  }
  return pieces
}

function pointText([x, y]: PlacedPoint): string {
  return `${short(x)} ${short(y)}`
}
