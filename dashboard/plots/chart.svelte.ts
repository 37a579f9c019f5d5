import type { Attachment } from 'svelte/attachments'
import uPlot from 'uplot'
import { runtimeError } from '#src/vocabulary/index.ts'
import type { Range } from '#dashboard/series/range.ts'
import { axesFor, scaleFor } from './axes.ts'
import type { Area } from './draw-lines.ts'
import { drawMarks, type ChartMark } from './draw-marks.ts'
import type { Axis } from './gestures.ts'
import { pointerGestures } from './pointer.ts'
import { stepAxis } from './axis.ts'
import type { Box } from './place-names.ts'

/** What a chart shows at one moment. `paint` draws what lies between the grid and the marks, and says where names stand. */
export interface Scene {
  readonly x: Range
  readonly y: readonly [number, number]
  readonly marks: readonly ChartMark[]
  readonly paint: (context: CanvasRenderingContext2D, area: Area) => readonly Box[]
}

/** What does not change during a chart's life; when it does, the chart is built anew. */
export interface PlotArea {
  readonly height: number
  readonly logX: boolean
  readonly logY: boolean
  readonly xText: (x: number) => string
  readonly yText?: (y: number) => string
  readonly flippedY?: boolean
  /** Theme: the canvas asks for its colors again. */
  readonly theme: string
}

export interface Gestures {
  /** Where the pointer is, in the units of both axes. */
  readonly cursor: (x: number | null, y: number | null) => void
  readonly zoom: (range: Range) => void
  readonly reset: () => void
  /** A click, which asks what can be done at that place; null where it was the first of a double click. */
  readonly pick?: (place: Picked | null) => void
}

/** A place on the x axis, and where on the screen it was pointed at. */
export interface Picked {
  readonly x: number
  readonly left: number
  readonly top: number
}

const LINEAR: Axis = { forward: (x) => x, backward: (x) => x }

/**
 * The one place where uPlot lives: create, draw, destroy. uPlot gives axes, cursor and selection; what is drawn
 * between them is ours, since every curve has its own steps. A chart that cannot be made says so through `failed`.
 */
export function chart(
  frame: () => PlotArea,
  scene: () => Scene | null,
  cursor: () => number | null,
  gestures: Gestures,
  failed: (why: unknown) => void,
): Attachment<HTMLElement> {
  return (node) => {
    const fixed = frame()
    const axis = fixed.logX ? stepAxis : LINEAR
    let shown: Scene | null = null
    let plot: uPlot
    try {
      // uPlot itself finds out too late, in a microtask where nobody can catch it.
      if (document.createElement('canvas').getContext('2d') === null)
        throw runtimeError('This browser gives no 2D canvas')
      plot = new uPlot(
        options(node, fixed, () => shown, gestures),
        [[0, 1]],
        node,
      )
    } catch (error) {
      failed(error)
      return
    }
    const redraw = () =>
      plot.batch(() => {
        if (shown === null) return
        plot.setScale('x', { min: shown.x.from, max: shown.x.to })
        plot.setScale('y', { min: shown.y[0], max: shown.y[1] })
      })
    $effect(() => {
      const next = scene()
      // Before there is anything to show, axes that count from 0 to 1 would say what is not so.
      plot.root.style.visibility = (next ?? shown) === null ? 'hidden' : 'visible'
      if (next === null) return
      shown = next
      try {
        redraw()
      } catch (error) {
        failed(error)
      }
    })
    $effect(() => {
      const x = cursor()
      const left = x === null || shown === null ? -10 : plot.valToPos(x, 'x')
      plot.setCursor({ left, top: left < 0 ? -10 : 0 }, false)
    })
    const resized = new ResizeObserver(() => {
      if (node.clientWidth > 0 && node.clientWidth !== plot.width)
        plot.setSize({ width: node.clientWidth, height: fixed.height })
    })
    resized.observe(node)
    void document.fonts?.ready.then(redraw)
    const released = pointerGestures(plot, axis, () => shown, gestures)
    return () => {
      released()
      resized.disconnect()
      plot.destroy()
    }
  }
}

function options(node: HTMLElement, frame: PlotArea, shown: () => Scene | null, gestures: Gestures): uPlot.Options {
  return {
    width: Math.max(120, node.clientWidth),
    height: frame.height,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    series: [{}],
    scales: {
      x: { ...scaleFor(frame.logX ? stepAxis : LINEAR), time: false, range: () => rangeOf(shown()) },
      y: {
        ...scaleFor(
          frame.logY ? { forward: (y) => Math.log10(Math.max(y, Number.MIN_VALUE)), backward: (p) => 10 ** p } : LINEAR,
        ),
        dir: frame.flippedY ? -1 : 1,
        range: () => [...(shown()?.y ?? [0.1, 1])] as [number, number],
      },
    },
    axes: axesFor(frame),
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false, dist: 4 },
      bind: {
        // Shift or alt begins a pan, which is not uPlot's; double click resets the page's zoom, not one chart's.
        mousedown: (_self, _target, handler) => (event) => (event.shiftKey || event.altKey ? null : handler(event)),
        dblclick: () => () => {
          gestures.reset()
          return null
        },
      },
    },
    hooks: {
      // A redraw fires this too; only the chart under the pointer says where the cursor is.
      setCursor: [(self) => self.over.matches(':hover') && gestures.cursor(...cursorOf(self))],
      setSelect: [(self) => selected(self, gestures)],
      draw: [(self) => paint(self, shown())],
    },
  }
}

function rangeOf(scene: Scene | null): [number, number] {
  return scene === null ? [0, 1] : [scene.x.from, scene.x.to]
}

function cursorOf(plot: uPlot): [x: number | null, y: number | null] {
  const { left = -1, top = -1 } = plot.cursor
  return left < 0 ? [null, null] : [plot.posToVal(left, 'x'), plot.posToVal(top, 'y')]
}

function selected(plot: uPlot, gestures: Gestures): void {
  const { left, width } = plot.select
  if (width < 4) return
  gestures.zoom({ from: Math.max(0, plot.posToVal(left, 'x')), to: plot.posToVal(left + width, 'x') })
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
}

function paint(plot: uPlot, scene: Scene | null): void {
  if (scene === null) return
  const { ctx: context, bbox } = plot
  const area: Area = {
    ...bbox,
    ratio: uPlot.pxRatio,
    from: scene.x.from,
    to: scene.x.to,
    pixelFromX: pixelsFrom(plot.scales.x!, bbox.left, bbox.left + bbox.width),
    pixelFromY: pixelsFrom(plot.scales.y!, bbox.top + bbox.height, bbox.top),
  }
  context.save()
  context.beginPath()
  context.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  context.clip()
  drawMarks(context, scene.marks, area, scene.paint(context, area))
  context.restore()
}

/** A value's place along an axis, in device pixels: what uPlot's valToPos does, without its look-ups for every point. */
function pixelsFrom({ min, max, fwd, dir }: uPlot.Scale, start: number, end: number): (value: number) => number {
  const forward = fwd!
  const low = forward(min!)
  const [from, to] = dir === -1 ? [end, start] : [start, end]
  const scale = (to - from) / (forward(max!) - low)
  return (value) => from + (forward(value) - low) * scale
}
